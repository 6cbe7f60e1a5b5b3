"""What is said on the wire: typed events, both dialects as data, and the codec between them and JSON.

Read in this order:

wire                              the base of every object; absence, null and the unknown
objects, session_config           what is inside events
client_events, server_events      the events themselves, one frozen struct each, named as GA names them
dialect                           what preview calls them, and what it lacks: tables, no behaviour
shapes                            the same tables applied to one event: internal shape <-> wire shape
structs                           plain JSON objects <-> structs, keeping what we do not know
rules, tool_rules, item_rules, session_rules, strictness    what a real server refuses, and with which code
codec                             the two doors: ClientCodec and ServerCodec

Everything here is pure: no clock, no thread, no socket, no randomness.
"""
