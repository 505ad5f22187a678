import type { DemoPost } from './demo-post.js';

export const linenPosts: readonly DemoPost[] = [
  {
    author: 'mara',
    title: 'How to wash linen so that it lasts twenty years',
    tags: ['Linen', 'Care'],
    status: 'published',
    written: 341,
    live: 338,
    firstContent: `Wash it warm, hang it wet, and leave the softener out. A longer guide follows once the spring orders are out of the door.`,
    content: `The question we hear most often at the market stall is not about color or price. It is this: *what did I do wrong?* Someone has a towel that went stiff as cardboard, or a tablecloth that came back from the dryer a hand shorter than it went in. Linen is a forgiving cloth, but it has three enemies, and all three live in the laundry room: too much heat, too much soap, and too little space.

## Before the first wash

New linen still carries a little of the starch that protects the warp threads on the loom. Soak the cloth in cold water for an hour before it goes into the machine for the first time. You will see the water turn slightly cloudy; that is the starch leaving. Skip this and the starch bakes in, which is where the cardboard comes from.

## Every other wash

| Cloth | Temperature | Spin | Drying |
|---|--:|--:|---|
| Tea towels, kitchen cloths | 60 °C | 1000 | line, or tumble until just damp |
| Napkins, tablecloths | 40 °C | 800 | line, then iron damp |
| Aprons with leather straps | 30 °C | 600 | flat, straps unbuttoned |
| Natural, unbleached cloth | 40 °C | 800 | line, out of direct sun |

Fill the drum two thirds and no more. Linen drinks about a fifth of its own weight in water before it even feels wet, and in a crowded drum the folds rub against each other until they show as pale lines. Use half the detergent that the packet suggests. What does not rinse out stays in the fiber and makes it gray.

Leave the fabric softener in the shop. It coats the thread with a thin film, and a towel with a film on it pushes water around instead of taking it up. If your water is hard, a small cup of white vinegar in the rinse does what the softener promises.

## Stains

- **Coffee and tea:** cold water at once, then a wash at 60 °C. Do not rub.
- **Red wine:** sparkling water, then salt, then patience.
- **Oil:** a drop of dish soap, left for ten minutes, before the normal wash.
- **Beeswax:** put the cloth in the freezer, break off what breaks, and iron the rest into brown paper.

Chlorine bleach does not belong on linen at all. It eats the fiber from the inside, and the first you will know of it is a hole.

## Ironing, or not

Linen irons best when it is damp enough to feel cool against your cheek. If you would rather not iron, take it from the machine the moment it stops, shake it hard twice, and hang it by the selvedge. It will dry with the soft creases that linen is supposed to have.

> My grandmother's towels are older than I am. She washed them on Mondays, in rainwater, and she never once apologized for a crease.

And when a cloth wears thin after all those years, do not throw it away. Nothing polishes a glass like the last summer of an old towel.`,
    comments: [
      {
        author: 'rosa',
        age: 330,
        content:
          'The soaking trick saved two towels I had given up on. **Thank you!** How long do you soak something that has been through the hot wash already?',
        replies: [
          {
            author: 'mara',
            age: 329,
            content:
              'Overnight, in lukewarm water with the vinegar, and then once through the machine without any detergent. It may take two rounds.',
            replies: [{ author: 'rosa', age: 326, content: 'Two rounds it was. They are soft again.' }],
          },
        ],
      },
      {
        author: 'paul',
        age: 301,
        content: 'Does the 60 °C go for the dyed ones as well, the blue in particular?',
      },
      {
        author: 'keiko',
        age: 2,
        status: 'pending',
        content: 'Is there anything to be done about a scorch mark from the iron?',
      },
    ],
  },
  {
    author: 'mara',
    title: 'The loop on the long side',
    tags: ['Linen', 'Workshop'],
    excerpt:
      'Why our tea towels hang the way they do, and what eleven prototypes taught us about a strip of tape four inches long.',
    status: 'published',
    written: 268,
    live: 260,
    content: `Almost every tea towel in the world has its loop in a corner. Ours has it in the middle of the long side, and once a month somebody writes to ask whether that is a mistake. It is not. It took us a winter.

## The corner problem

Hang a towel by its corner and it falls into a cone. The corner at the bottom is the last part to dry, which is why it is the first part to smell. In a kitchen with an open window nobody would notice. In ours, a galley behind the dye room with steam in it from October to April, everybody did.

So we hung towels from everything we had: corners, short sides, long sides, clips, rings, two loops, no loop. Jonas lent us the scale he uses for glazes and we weighed each towel wet, and again every half hour. By the corner, a towel was still holding a third of its water after three hours. By the middle of the short side, a quarter. By the middle of the long side it hung like an open book, two thin leaves with air between them, and it was dry.

## Then came the tape

The loop itself was harder than the place for it.

1. The first one was cotton. It shrank more than the cloth and pulled the hem into a pucker.
2. The second was linen, cut straight. It frayed within a month of washing.
3. The third was linen, woven narrow, and it was *almost* right, except that it twisted and lay flat against the towel so that you needed two hands to find it.
4. Numbers four to ten are in a drawer. We do not talk about number seven.

Number eleven is a herringbone tape that Berit weaves for us on the small loom by the window. The herringbone gives it a spine, so it stands a little away from the cloth and your thumb finds it in the dark. It is sewn through the hem twice, forward and back, with the ends tucked inside.

## What it costs

The long-side loop adds about forty seconds to each towel. On a run of six hundred that is most of a working day, and we did think about it. But a towel is a thing you pick up twenty times between breakfast and bed, and forty seconds spread over the years it will be with you seemed a fair exchange.

> Good tools do not ask for your attention. They are simply where your hand is going.

If you have an older towel of ours with the corner loop, bring it by. Moving the loop takes us ten minutes, there is coffee while you wait, and you can see number seven.`,
    comments: [
      {
        author: 'keiko',
        age: 251,
        content: 'I weigh my coffee and now I feel the need to weigh my towels.',
        replies: [{ author: 'jonas', age: 250, content: 'I would like my scale back, by the way.' }],
      },
      { author: 'paul', age: 248, content: 'What **is** number seven?' },
      {
        author: 'paul',
        age: 240,
        status: 'rejected',
        content:
          'Best kitchen textiles at half the price, click [here](https://towels.example/cheap) before midnight!!!',
      },
    ],
  },
  {
    author: 'mara',
    title: 'Flax in a wet year',
    tags: ['Linen', 'Behind the cloth'],
    status: 'published',
    written: 122,
    live: 119,
    content: `Linen begins with a plant that nobody has managed to hurry. Flax is sown when the soil is warm enough to sit on, it flowers for a few hours on a few mornings in June, and a hundred days after sowing it is pulled, not cut, because the best fiber runs all the way into the root. Then it is laid out on the field and left there, and that is the part that decides the year.

## Retting

The fiber lies in the stalk like wires in a cable, and something has to dissolve the glue around it. Dew does it, with the help of fungi that live in every healthy field. The farmer turns the rows every few days, bends a stalk, looks at it, bends another. Too short, and the fiber will not come off. Too long, and the fungi go on to eat the fiber too.

A good year has heavy dew and dry afternoons. This year had neither. It rained on nineteen of the thirty days in which our flax lay on the ground, and when it did not rain the fog came in from the water and stayed for lunch.

I drove out to see Henrik, who has grown for us since we began. He did not say much. He pulled a handful from the middle of a row, broke it over his knee, and drew out a ribbon of fiber the color of a pigeon.

> "It will be gray," he said, "and it will be strong, because I turned it in the rain. You will have to learn to like gray."

## What that means for the cloth

Flax that ret in a dry year is blond. This year's is silver, and in some lots nearly pewter. We could bleach it until it looks like last year's. We have decided not to:

- Bleaching costs linen about a tenth of its strength. In a towel, that is two years of use.
- The gray takes the blue dye differently, deeper and a little green. The first test pieces looked like the harbor in November, and the whole workshop went quiet.
- It is what the year was like. There will not be another cloth like it.

So the *natural* towels from now until next autumn will be darker than the ones in older photographs. If you are adding to a set and want the match to be close, write to us. We have kept back eighty meters of the blond for exactly that, and when it is gone it is gone.

## A number to end with

From a field the size of a football pitch came enough fiber for about two thousand towels, some four hundred fewer than usual. Henrik was paid for two thousand four hundred. He took the risk of turning wet flax by hand in the rain, and the cloth is strong because of it. That seems like the least the weather owes him.`,
    comments: [
      {
        author: 'rosa',
        age: 111,
        content:
          'I saw the silver ones at the market and thought they were a new color. I like them better than the blond!',
        replies: [
          {
            author: 'mara',
            age: 110,
            content: 'Henrik will pretend not to be pleased. I will tell him anyway.',
          },
        ],
      },
    ],
  },
  {
    author: 'mara',
    title: 'Aprons: notes for a fitting guide',
    tags: ['Linen', 'Guides'],
    status: 'draft',
    written: 6,
    content: `*Working notes. Photographs to follow once the light is better.*

We sell one apron in three lengths, and we send back and exchange more of them than of everything else together. Nearly always it is the length, and nearly always because people measure themselves standing up straight, which is not how anybody cooks. So: a guide that starts from how you stand at a counter.

## Measure like this

1. Stand at the counter where you work most, and bend as you would to cut an onion.
2. Have somebody measure from the hollow of your throat to a hand above the knee. That is your length.
3. Measure around your hips, over what you normally wear. Add half of that again. That is the width, and it leaves enough to wipe your hands on without looking down.

| You measured | Take | What it covers |
|--:|---|---|
| up to 78 cm | Short | bench work, coffee, small children painting |
| 79 to 88 cm | Regular | most people, most kitchens |
| 89 cm and more | Long | potters, bakers, anybody who sits down to work |

## Crossed or tied?

Crossed straps put the weight on the shoulders and keep the neck free, which you feel after the second hour. A neck loop is quicker to put on. We make both because Jonas and I will never agree. (*Ines: please do not publish this sentence.*)

## Still to write

- Left-handed pockets. We get this question more than I expected. The pocket is sewn on last, so we can put it on the other side if somebody asks before Thursday.
- Shrinkage: 3 percent in length at the first wash, nothing after that. The lengths above are *after* washing. Check against the new cloth, because the gray flax may behave differently.
- Straps: when to oil the leather, and what with. Ask the saddler.
- A photograph of each length on two people of different height, at the counter and not in front of a wall.
- How to take up a hem by hand. A drawing would be better than words here. Perhaps Berit has one from the course.

## A first paragraph, perhaps

An apron is the only piece of clothing that you put on in order to forget what you are wearing. If you notice it, it does not fit. Here is how to find one that you will not notice.

*(Good? Too clever? Leave it for a week and read it again.)*`,
  },
];
