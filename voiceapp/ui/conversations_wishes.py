"""What a person can want of kept conversations, from wherever in the window they say so."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class ConversationsWishes(QObject):
    """One place where the panel and the reading view say what is wanted, and hear what came of it.

    Signals, of the window; a conversation is a `ConversationId`, several are a tuple of them:
        watched(bool): the list or a conversation is looked at now, or neither.
        search_wanted(str): what has been typed; empty: all.
        more_wanted(): the list has been scrolled to where it ends so far.
        retry_wanted(): read everything anew.
        open_wanted(object, str): a conversation, and the row to begin with.
        rename_wanted(object, str): a conversation, and its title.
        tag_wanted(object, object, object): several, the tags to add, and those to take away.
        tapes_wanted(object): say how many recordings these have, and who else is on them.
        delete_wanted(object, bool): several; and their recordings.
        delete_all_wanted(bool): every one; and their recordings.
        continue_wanted(object): go on with a conversation by voice.
        tape_wanted(object, str): open the recording of a conversation, at a row.
        export_wanted(Export), training_wanted(Training): write files.
        keeping_wanted(bool): keep what is said from now on, or stop.

    Signals, of whoever does it:
        done(str): a wish was met; a sentence, or empty where there is nothing to say.
        refused(str): it was not, and why.
        tapes_told(int, int): how many recordings there are, and how many other conversations are on them.
    """

    watched = Signal(bool)
    search_wanted = Signal(str)
    more_wanted = Signal()
    retry_wanted = Signal()
    open_wanted = Signal(object, str)
    rename_wanted = Signal(object, str)
    tag_wanted = Signal(object, object, object)
    tapes_wanted = Signal(object)
    delete_wanted = Signal(object, bool)
    delete_all_wanted = Signal(bool)
    continue_wanted = Signal(object)
    tape_wanted = Signal(object, str)
    export_wanted = Signal(object)
    training_wanted = Signal(object)
    keeping_wanted = Signal(bool)
    done = Signal(str)
    refused = Signal(str)
    tapes_told = Signal(int, int)
