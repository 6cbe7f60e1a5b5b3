"""What a conversation means: a pure machine, inputs in, commands out.

Nothing here reads a clock, draws a random number, opens a socket or starts a thread; every input carries
its time. So a conversation can be replayed bit for bit, and tested in any order of events.

`machine.Dialogue` only distributes. The nouns do the work:

    states          the four automata as tables, and the essay that explains them
    link            the session: connecting, configuring, losing, trying again
    microphone      what of the microphone may leave: gate, pre-roll, push-to-talk, mute
    answers         the one response slot: when to ask, which deltas count, what to play
    interruption    pause, decide, cut; with `barge_in` as the pure decision
    amendments      truncate and delete as transactions
    playback        the ledger: received >= queued >= handed >= heard, frame by frame
    transcript      rows keyed and ordered by item, with what was heard of each
    tool_calls      which calls are open, when an answer may be asked for
    measurements    how long things took; with `arrivals` (jitter) and `speaker_pace` (how exact *heard* is)
    snapshot        the immutable picture views draw
"""
