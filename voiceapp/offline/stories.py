"""Stories, long enough to be interrupted: each is told for more than a minute."""

from __future__ import annotations

_LIGHTHOUSE = (
    "Once there was a lighthouse at the end of a long gray coast, and in the lighthouse lived a keeper "
    "called Marta. Every evening she climbed two hundred and twelve steps, lit the lamp, and wrote one "
    "line in her book: lamp lit, sea calm, nobody came. One autumn night the fog rolled in so thick that "
    "the light reached no farther than her own window. Marta heard a ship's bell, far out and on the "
    "wrong side of the rocks. She could not show the sailors where the land was, so she decided to tell "
    "them. She opened every window, took the old brass kettle from the stove, and beat it with a spoon: "
    "three slow strokes, then a pause, then three again. For a long time nothing answered. Her arms grew "
    "heavy, and twice she dropped the spoon. Then the bell came back across the water, three strokes and "
    "a pause, a little nearer each time. She led the ship past the rocks as one leads a friend through a "
    "dark room, by talking all the way. At sunrise the fog lifted, and in the little harbor lay a fishing "
    "boat with eleven tired people on deck. The captain walked up the two hundred and twelve steps and "
    "asked what they owed her. A new spoon, said Marta, for this one is bent. They laughed, and stayed "
    "for breakfast, and the tea was made in a kettle full of dents. That evening Marta lit the lamp, "
    "opened her book, and wrote: lamp lit, sea calm, eleven came. And since that night a kettle has been "
    "hanging in the lighthouse, next to the lamp, for the nights when it is better to be heard than to be "
    "seen. That is the end of the story."
)
_CLOCKMAKER = (
    "In a town between two hills there was a clock on the market square that was always five minutes "
    "late. Everybody knew it, and everybody added five minutes, so nobody was ever late at all. Then a "
    "young clockmaker called Tomas moved into the house beside the bakery. On his very first night he "
    "took a ladder and a lantern, climbed up to the clock, and set it right. The next morning the whole "
    "town fell into confusion. The baker opened too early and sold warm dough. The teacher rang the bell "
    "in front of an empty school. The train left with nobody in it except for the driver's dog. By noon a "
    "crowd stood on the square and looked up at the clock, and the mayor asked who had broken it. I have "
    "repaired it, said Tomas, and his ears turned red. There was a long silence. Then an old woman at the "
    "back began to laugh. When I was a girl, she said, that clock was right, and we were all in a hurry. "
    "One winter it froze, and fell behind, and on that day we found out that five minutes are enough to "
    "say good morning to everyone you meet. So we left it as it was. Tomas thought about this for a "
    "while. Then he climbed up once more, but he did not turn the hands back. Instead he painted a small "
    "second dial underneath, with slow green hands, five minutes behind the first. From then on the upper "
    "clock was for the trains, and the lower one was for the people. And if you ever come to that town, "
    "you will see strangers running by the upper clock, and the people who live there walking by the "
    "lower one, and they say good morning to each other, every one of them. That is the end of the story."
)
STORIES = (_LIGHTHOUSE, _CLOCKMAKER)
