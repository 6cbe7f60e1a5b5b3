"""What a person sees: snapshots in, wishes out.

The window is blind to the rest of the program. It draws `dialogue.snapshot.Snapshot` objects, which the
`Bridge` hands over in the Qt thread, and answers with inputs (`TalkPressed`, `TextSubmitted`, …), which the
bridge posts. It holds no state of the conversation: what a button shows comes from the next snapshot.

    bridge.py              the door: snapshots and wire notes from another thread, wishes back
    main_window.py         puts the pieces together
    top_bar.py             state badge, what we talk to, new conversation, the menu
    transcript_view.py     the rows on screen (row_view.py: very many of them); transcript_model: what they
                           are, transcript_layout: where they go, transcript_delegate: how they look
    talk_area.py           everything below the transcript: talk button, message box, devices, mute, stop
    inspector.py           wire events (wire_model.py) and latency per turn (waterfall_view.py)
    theme.py, icons.py     colours, type, spacing, drawings
    shortcuts.py           every key in one table
    wording.py             the sentences that several pieces share

Everything here runs in the Qt thread, except the methods of `Bridge` that say otherwise.
"""
