import type { DemoPost } from './demo-post.js';

export const stonewarePosts: readonly DemoPost[] = [
  {
    author: 'jonas',
    title: 'What the kiln decides',
    tags: ['Stoneware', 'Workshop'],
    status: 'published',
    written: 325,
    live: 320,
    content: `I make about forty bowls on a good day. The kiln makes them again, at night, while I sleep, and it does not always agree with me.

People imagine firing as a kind of baking: you put the thing in, it gets hard, you take it out. It is closer to weather. Inside the chamber there are warm corners and cool ones, there is a draft along the floor, and when the burners are choked back for the last two hours there is a slow roll of flame that touches one shelf and misses the next. The same glaze on the same clay comes out rust red on the left and gray green on the right, and I can tell you roughly why, and I cannot tell you exactly where.

## One firing, hour by hour

1. **Six in the evening.** The door is bricked up, one burner on low. For the first hours nothing happens that you could see. The last water is leaving the clay, and if it leaves too fast a pot bursts and takes its neighbors with it.
2. **Midnight.** 600 °C. The quartz in the clay changes its shape here, and it does so all at once. I go through this point slowly, the way you carry a full cup across a room.
3. **Four in the morning.** 950 °C, bright orange. Now I close the damper halfway. Starved of air, the fire takes oxygen out of the glazes instead. That is what turns iron from brown to green.
4. **Nine.** 1280 °C. Three little cones of clay behind the spy hole bend over one after the other. When the third one touches the shelf, we stop.
5. **Then two days of nothing.** This is the hardest part.

## Opening

Everybody finds a reason to be in the room when we open it. Mara brings towels that need folding. Ines brings the pot of coffee and does not pour it. The first shelf is still warm enough to feel on your face.

Of every hundred pieces, about eighty are what I had in mind. Twelve or so are better than that, and those go on the windowsill for a week so that I can look at them and try to find out what happened. The last eight are cracked, or bloated, or simply sullen.

> You do not make a pot. You make a suggestion.

A teacher told me that when I was nineteen and I thought it was the kind of thing that teachers say. I have since made some sixty thousand suggestions, and I would put it less politely, but I would not change a word.

So when you order four bowls and they arrive as brothers instead of twins, that is not carelessness. I stood them next to each other on the table, moved one, moved it back, and thought: *yes, those would get along.*`,
    comments: [
      {
        author: 'keiko',
        age: 312,
        content:
          'My four arrived last week and they do get along. The smallest one has a red thumbprint near the foot. Is that yours?',
        replies: [
          {
            author: 'jonas',
            age: 311,
            content: 'That is where I hold it to dip it in the glaze. I could wipe it off. I never do.',
          },
          {
            author: 'rosa',
            age: 309,
            content: 'Mine has one too! I thought it was a flaw, and now I look for it in the morning.',
          },
        ],
      },
    ],
  },
  {
    author: 'jonas',
    title: 'Rings, crazing and chips: how to read a used bowl',
    tags: ['Stoneware', 'Care'],
    status: 'published',
    written: 205,
    live: 201,
    content: `A bowl that is used every day keeps a diary. Most of what it writes down is harmless. Here is how to tell which entries matter.

## Gray lines that look like pencil

They are pencil, in a way: metal from knives and forks, left on a glaze that is harder than the steel. A paste of baking soda and water on a soft cloth takes them off in a minute. Do not use anything that scratches; it makes the surface rougher, and a rough surface collects more metal.

## A dark ring at the waterline

Tea, coffee, tomato. It sits on the glaze, not in it. Fill the bowl with hot water and a spoon of washing soda, go to bed, and rinse in the morning.

## Fine cracks like a spider's web

That is crazing. The glaze shrank a little more than the clay beneath it and gave way along the lines of least resistance. On a vase it is a decoration. On a bowl for food I want you to look closer:

- Drop a little ink or strong tea into the *unused* bowl and wipe it dry. If the lines stay dark, liquid gets into the body.
- Tap the rim with a fingernail. A sound bowl rings. One that answers with a dull *tock* has a crack that goes deeper than the glaze.

Our stoneware is fired until the body itself is dense, so it does not leak even when the glaze is crazed. Earthenware from the flea market is another matter. Keep it for lemons.

## Chips

A chip on the foot is nothing. Rub it with the unglazed foot of another bowl, in circles and under running water, and the edge is gone. A chip on the rim is sharp enough to cut a lip and tends to travel. Please retire that bowl from soup, and give it to a plant.

## What you can do, in short

| Sign | Harmless? | Remedy |
|---|---|---|
| Gray lines | yes | baking soda |
| Dark ring | yes | washing soda overnight |
| Crazing, still ringing | yes | none needed |
| Dull sound | **no** | no more hot food |
| Chip on the foot | yes | grind it smooth |
| Chip on the rim | **no** | a plant |

## And the dishwasher?

Yes. All of it, except the pieces with gold on the rim, which we stopped making in our second year because I could not bear the letters. Leave a finger's width between the bowls. What kills stoneware in a dishwasher is never the heat. It is the bowl next door.

One thing it does not survive is a shock: from the freezer into the hot oven, or boiling water into a cup that stood on a winter windowsill. Give it two minutes to come to its senses. You would want the same.`,
    comments: [
      {
        author: 'paul',
        age: 196,
        content:
          'I tapped every bowl in the house. One *tock*. It holds a fern now, and the fern is delighted.',
      },
      {
        author: 'rosa',
        age: 190,
        content: 'What about the microwave?',
        replies: [
          {
            author: 'jonas',
            age: 189,
            content: 'Fine, as long as the foot is dry. A wet foot turns into steam under the glaze.',
          },
        ],
      },
    ],
  },
  {
    author: 'jonas',
    title: 'Seconds: the shelf by the door',
    tags: ['Stoneware', 'Shop'],
    status: 'published',
    written: 84,
    live: 80,
    content: `To the left of our door there is a shelf without labels. Everything on it costs half. Every so often a visitor picks something up from it, turns it over, turns it back and asks, with some suspicion, what is wrong with it.

Here is the honest list.

## What makes a second

- **It leans.** Clay remembers how it was cut from the block. Now and then a cup comes out of the fire leaning a few degrees toward wherever it was turned too early. It stands, it holds coffee, and it looks as if it were listening to the cup beside it.
- **It has a freckle.** Iron in the clay melts through the glaze as a brown dot. Two dots are character. Forty are a second.
- **It is the wrong green.** I said we would make the run in *tide* and the kiln said *moss*. Nothing is the matter with moss, except that somebody ordered tide.
- **It is too small.** All clay shrinks by about an eighth. Some of it shrinks by a seventh.

## What never gets onto the shelf

A crack, however fine. A foot that would scratch a table. A glaze with a bubble that might open. Those go into the bin behind the shed, and from there, crushed, into the path to the water. If you have walked it, you have walked on about nine thousand cups.

## Why half

For years we hid the seconds. We sold them to a man with a van, by weight, and we did not ask. Then one afternoon a student came in, stood for a long time in front of the bowls, and put them back one by one. On the floor behind me was a crate with twelve leaning ones. I have seldom felt so foolish.

> A thing should be priced for what it is, not for what it failed to be.

So half it is, always, and there is no sale beside it. The shelf is filled on Tuesdays, after the kiln is opened. It is usually empty by Saturday. We do not put seconds in the online shop, because the whole pleasure is in turning them over in your hands and finding the one whose mistake you like.

## A small request

When you take one, tell us what you use it for. The leaning cups have become toothbrush mugs, a seed tray for a kindergarten, a bell, and in one case the official trophy of a rowing club that has never won anything. We keep a list beside the till, and it is my favorite thing to read on a slow day.`,
    comments: [
      {
        author: 'keiko',
        age: 71,
        content: 'I am the rowing club. We came fourth last month. The trophy is now **under pressure**.',
        replies: [
          {
            author: 'ines',
            age: 70,
            content: 'Fourth of how many?',
            replies: [{ author: 'keiko', age: 70, content: 'We would rather not say.' }],
          },
        ],
      },
    ],
  },
  {
    author: 'jonas',
    title: 'A new glaze called Skerry',
    tags: ['Stoneware', 'News'],
    status: 'scheduled',
    written: 12,
    live: -9,
    content: `There is a rock in the mouth of our harbor that is under water twice a day. When the tide leaves, it is black; half an hour later, where the sun reaches it, it is the gray of a dove; and along the line where the weed grows there is a green so dark that you only see it once you know. I have been trying to put that rock on a plate for three years.

From today it is on the plate. The glaze is called **Skerry**, and this is how it came about.

## Two hundred small tiles

Glazes are not painted, they are cooked, and like all cooking it starts with a recipe and goes on with stubbornness. Mine began with ash. We burn the trimmings of the flax, the woody bits that fall off when the fiber is combed, and the ash that remains melts at stoneware heat all by itself. Alone it gives a watery olive. With a little local clay it turns matte. With iron it darkens, and with too much iron it goes to a brown that reminded Ines of school.

I made a tile for every step: two hundred and twelve of them, each the size of a cookie, each with a number scratched in its back. They hang on nails along the whole north wall. You can walk along it and watch the color change its mind.

## Number 168

Number 168 was an accident. I had run out of the feldspar that I normally use and took the coarse one from the bag for the kiln shelves. The grains were too big to melt completely, and so the surface came out of the fire with a faint tooth, like a stone that has been in the sea for a long time but not for ever. It took me another forty tiles to find out how to do it on purpose.

## What to know before you buy

- It is matte but closed. Red wine and turmeric wash off; we left both on it over a weekend.
- Knives leave silver lines on every matte glaze, and on this one too. Baking soda takes them away. Or you leave them: the rock has lines as well.
- No two plates are the same gray. If you want a set, tell us, and we will lay it out for you on the bench and send you a photograph.

## What there is

Plates in two sizes, the low bowl, and the small cup without a handle. The teapot will follow when I have understood why its lid comes out lighter than its belly. It may take another two hundred tiles. I have found a second wall.`,
  },
];
