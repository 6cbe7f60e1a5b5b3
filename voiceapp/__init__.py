"""voiceapp: a window you talk to, with one exact account of what was heard.

A map for whoever opens this package first, bottom floor up (a floor imports only lower ones):

0  pcm, clock, errors, settings, log    ground: one audio format, time as an object, one tree of errors
1  protocol/     what is said on the wire: typed events, both dialects as data, the codec
2  dialogue/     what it means: a pure machine, inputs in, commands out; the playback ledger lives here
3  audio/ transport/ recording/ offline/    adapters: each knows one outside thing, none knows another
4  engine, loop_thread    the shell: inputs in order, commands performed
5  ui/           Qt: snapshots in, wishes out
6  app, cli, __main__     the roof: chooses and connects
"""

__version__ = "0.1.0"
