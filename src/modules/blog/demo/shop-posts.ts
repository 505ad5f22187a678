import type { DemoPost } from './demo-post.js';

export const shopPosts: readonly DemoPost[] = [
  {
    author: 'ines',
    title: 'Hello from the ropewalk',
    tags: ['Shop', 'Workshop'],
    status: 'published',
    written: 362,
    live: 360,
    content: `Linden & Kiln is three people, two looms, one kiln and a coffee bench, in a building that is eleven meters wide and three hundred meters long. It was made for twisting rope. A rope can only be as long as the room in which it is laid, so the ropemakers of Skerry Point built a room that takes four minutes to walk from end to end. The last rope left in 1961. We moved in with a borrowed van and a lot of opinions.

## Who is who

**Mara Lindqvist** weaves. She trained as an engineer, spent six years calculating bridges, and says that a towel is the same problem with better company. Everything made of linen goes through her hands, most of it twice.

**Jonas Brandt** throws, glazes and fires. He has been a potter since he was nineteen and can tell you the kiln's temperature from across the yard by the sound it makes. Please do not ask him to prove it. He will.

**Ines Moreau**, that is me, roasts nothing and grinds everything. I look after the coffee tools, the shop, this journal, and the kettle that is always on.

## What we make

- **Linen for the kitchen:** towels, napkins, aprons, bread cloths, from flax that grows forty kilometers away.
- **Stoneware for every day:** bowls, plates, cups, and a pot with a lid that we are a little vain about.
- **Tools for coffee:** drippers, a kettle, a hand grinder that can be taken apart without a manual.

We make things to be used until they wear out, and then to be mended. If something of ours breaks through no fault of your own, send it back and we will repair it. If it breaks through a fault of your own, send it back and tell us the story. We will repair it as well.

## What this journal is for

We get the same twenty questions every week, and they deserve better than an answer shouted over a loom. So there will be care guides, with tables where tables help. There will be recipes, because firing days are long. And now and then one of us will try to explain why a thing is the way it is, mostly so that we find out ourselves.

> The room is long. If you start talking at one end, you will have thought it through by the time you reach the other.

Comments are open. We read all of them before they appear, usually over the second coffee, so give it a day.

The door is on the harbor side, the blue one. It sticks when it rains: push at the bottom. We are here from Tuesday to Saturday, and on the first Sunday of the month there are [buns](/api/v1/posts/by-slug/cardamom-buns-for-a-slow-sunday).`,
    comments: [
      {
        author: 'rosa',
        age: 357,
        content: 'My grandfather made rope in that building. He would have liked that there is coffee now.',
        replies: [
          {
            author: 'ines',
            age: 356,
            content:
              'Come by and show us where he stood. We have a photograph from 1954 with nine men in it and no names.',
            replies: [{ author: 'rosa', age: 352, content: 'Third from the left. See you on Saturday.' }],
          },
        ],
      },
      { author: 'paul', age: 350, content: 'Push at the bottom: confirmed.' },
    ],
  },
  {
    author: 'ines',
    title: 'How we pack a parcel without plastic',
    tags: ['Shop', 'Behind the cloth'],
    status: 'published',
    written: 150,
    live: 147,
    content: `A bowl that leaves here travels, on average, four hundred kilometers and is dropped three times. We know the second number because we put a sensor into twenty parcels and sent them to friends. One of them fell from the height of a grown man's shoulder. The bowl in it was fine, and this is why.

## Three rules

1. **Nothing may touch the box.** There are four centimeters of something soft on every side, bottom and top included.
2. **Nothing may touch anything else.** Stoneware breaks stoneware. Two bowls that lean against each other are a hammer and an anvil.
3. **Nothing may move.** Shake it. If you hear something, start again.

## What the soft thing is

It used to be bubble wrap. We were not happy, and it took us a year to get rid of it:

- **Shredded paper** sank to the bottom on the way. Dropped from a table, four bowls in ten broke.
- **Corn foam** worked well, until a parcel got wet, arrived as porridge, and was photographed by a customer with a sense of humor.
- **Wood wool** cushioned best of all, and got into everything: cups, clothes, one keyboard.
- **Flax tow** was lying on the floor the whole time.

Tow is what the comb pulls out when the long fibers are drawn: short, springy, tangled, no use for weaving. Henrik used to burn it. Now he brings it along in sacks and we press it into pads between two sheets of paper. It springs back better than the wood wool did, it does not shed, and it smells faintly of hay. After the journey it can go on the compost, and mice are said to think highly of it.

## The order of things

First a pad. Then the heaviest piece, foot down, wrapped in paper with the ends twisted in such a way that you can open it with one hand. Then a pad; then the next. Towels go on top, because a towel is the best padding there is. If you ordered both, we will use one to protect the other, so please unfold your towels over a table.

On top there is a card with the name of whoever packed it. If anything arrives broken, that person writes the letter. It has done more for our breakage than all of the sensors.

## What you can do

Send the box back to us, or better: use it again. It is closed with paper tape, and the label comes off with a little warm water. Somebody recently returned a mended teapot in a box of ours that had, by the labels underneath, been to seven addresses. We have framed the lid.

| | Bubble wrap | Tow |
|---|--:|--:|
| Broken, per thousand parcels | 6 | 4 |
| Weight per parcel | 90 g | 160 g |
| Cost per parcel | 0.31 | 0.44 |

Thirteen cents. We looked for a reason to be unhappy about that, and could not find one.`,
    comments: [
      {
        author: 'keiko',
        age: 139,
        content:
          'My parcel was packed by Jonas. It took me *eleven minutes* to get in. Nothing was broken, including my patience, barely.',
        replies: [{ author: 'jonas', age: 138, content: 'Then it was packed correctly.' }],
      },
    ],
  },
  {
    author: 'ines',
    title: 'Open workshop: the second weekend of June',
    tags: ['News', 'Shop'],
    status: 'archived',
    written: 190,
    live: 184,
    content: `Once a year we put a ramp over the step, hide the good scissors and open all three hundred meters of the ropewalk to whoever would like to walk it. This year it is the **second weekend of June**, Saturday from ten to six and Sunday from ten to four.

## What happens where

**At the harbor end** is the coffee bench. I will brew the same coffee three ways, every hour on the hour, and you tell me which is which. Nobody got all three last year, and that includes a gentleman who judges competitions. Children get the grinder and a bowl of beans that we do not mind losing.

**In the middle** are the looms. Mara will have the small one threaded with plain white warp, and everyone who comes by may weave four centimeters. By Sunday evening it will be a towel, made by about two hundred people, and it will look like it. Last year's hangs above the till. It is not straight in any direction and I would not sell it for any money.

**At the far end**, where it is warm, Jonas opens the kiln. This happens *once*, on Saturday at three, so be there a little early. There will be about three hundred pieces that nobody has seen before, Jonas included, and he has been known to go quiet. You may stand close. Please keep sleeves and braids out of the doorway.

## On both days

- The shelf of seconds gets two more shelves.
- The mending table is open from eleven to three. Bring chipped bowls, frayed towels and grinders that have stopped grinding. If we can fix it within ten minutes, it is free; if it takes longer, it stays here until Tuesday.
- There will be a pot of white beans at noon, and it will be empty at one.
- The rowing club runs the ferry across from the town quay. It is the quickest way here, and the only one with singing.

## Good to know

The floor is level from end to end, and the ramp is wide enough for a wheelchair or a pram. Dogs are welcome as far as the looms; beyond that there is too much that unwinds. There is no card reader at the mending table, because nothing there has a price.

> Three hundred meters is further than you think. There are chairs every fifty.

If you would like to help, for an hour or for both days, write a line below this post. You will be given an apron, and you may keep the apron.`,
    comments: [
      {
        author: 'rosa',
        age: 181,
        content:
          'I would like to help at the ramp on Saturday, from ten to one. I know where the door sticks.',
      },
      {
        author: 'paul',
        age: 158,
        content: 'I got two of three. I demand a recount.',
        replies: [
          {
            author: 'ines',
            age: 157,
            content: 'You got one of three. You changed your mind in the doorway, and there were witnesses.',
          },
        ],
      },
    ],
  },
];
