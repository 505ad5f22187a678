import type { DemoPost } from './demo-post.js';

export const kitchenPosts: readonly DemoPost[] = [
  {
    author: 'ines',
    title: 'Pour-over in four minutes, with the reasons',
    tags: ['Coffee', 'Guides'],
    status: 'published',
    written: 296,
    live: 293,
    content: `Most instructions for filter coffee tell you what to do and leave out why. That is fine until something goes wrong, and then you are alone with a bitter cup. So here is the way we brew at the bench in the shop, with the reason behind every step.

## You need

- 18 g of coffee, roasted between one and five weeks ago
- 300 g of water, just off the boil
- a dripper, a paper filter, a kettle with a narrow spout
- a scale that also counts seconds, or a scale and a song of four minutes

## The four minutes

1. **Rinse the filter** with hot water and pour that water away. *Why:* paper tastes of paper, and a cold dripper steals ten degrees from your first pour.
2. **Grind** like coarse sand. *Why:* finer grains give up more, and give it up faster. Sand is where sweetness has come out and bitterness has not.
3. **0:00. Pour 50 g** in circles from the middle outward and wait. *Why:* fresh coffee is full of gas from roasting, and water can't get in while the gas is on its way out. You will see the bed rise like dough.
4. **0:40. Pour to 180 g**, slowly. Keep off the paper. *Why:* water that runs down the wall of the filter goes around the coffee instead of through it.
5. **1:40. Pour to 300 g** and give the dripper one gentle swirl. *Why:* it levels the bed, so that all of it finishes together.
6. **3:15 to 3:45.** The last drops. Take the dripper away while it still drips a little. *Why:* what comes now is thin and tastes like the smell of a wet dog.

## When it is not right

| It tastes | Then | Change one thing |
|---|---|---|
| sour, thin | too little came out | grind a little finer |
| bitter, dry | too much came out | grind a little coarser |
| both at once | the bed was uneven | pour more slowly |
| of nothing | the coffee is old | buy less, more often |

*One thing* is the important part. If you change the grind, the water and the dose together and the cup gets better, you have learned nothing you can use tomorrow.

## Which dripper?

We make ours from stoneware, with a single hole and twelve ribs inside that hold the paper off the wall. It is heavy and it likes to be warmed. Plastic keeps the heat better, if you can stand the look of it, and we will say so to your face. The dripper matters less than the grinder, and the grinder matters less than the water.

> Good coffee is a short chain, and every guide is about the link its author happens to sell.

Consider yourself warned. Now put the kettle on.`,
    comments: [
      {
        author: 'paul',
        age: 288,
        content: 'Which song is four minutes long?',
        replies: [
          {
            author: 'ines',
            age: 288,
            content: 'At the bench: the second one on the tape that Mara refuses to label.',
          },
          {
            author: 'keiko',
            age: 281,
            content: 'I tried a four-minute sea shanty. I poured too fast. Changing *one thing* tomorrow.',
          },
        ],
      },
      {
        author: 'rosa',
        age: 264,
        content: 'Both at once was exactly my problem. Pouring more slowly fixed it, thank you.',
      },
    ],
  },
  {
    author: 'ines',
    title: 'Cardamom buns for a slow Sunday',
    tags: ['Recipes', 'Baking'],
    status: 'published',
    written: 172,
    live: 168,
    content: `These are the buns from the Sunday mornings at the workshop. The recipe came with Mara from her aunt, was argued over by everybody, and has been stable for four years, which is longer than anything else here.

**Makes 14. Two hours of waiting, thirty-five minutes of work.**

## Dough

- 250 g milk, lukewarm
- 7 g dry yeast, or 20 g fresh
- 480 g flour
- 80 g sugar
- 2 teaspoons cardamom seeds, *crushed by you, just now*
- ½ teaspoon salt
- 90 g soft butter

## Filling

- 110 g soft butter
- 90 g brown sugar
- 1 tablespoon cardamom seeds, crushed
- a pinch of salt

## How

1. Stir the yeast into the milk and give it five minutes. Add flour, sugar, cardamom and salt, and knead until it comes together.
2. Knead in the butter, a piece at a time. It will look wrong for two minutes. Go on. After ten minutes the dough is smooth and lets go of the bowl.
3. Cover with a damp linen cloth and leave it somewhere warm for an hour, until it has doubled.
4. Beat the filling until it spreads like soft cheese.
5. Roll the dough out to 30 by 50 cm, spread the filling to the very edge, and fold it in three like a letter. Roll once more, lightly.
6. Cut 14 strips. Twist each one, wind it around two fingers, tuck the end underneath.
7. Let them rest for 40 minutes under the cloth. Heat the oven to 220 °C.
8. Brush with egg. Bake for 10 to 12 minutes, until the edges are the brown of a good shoe.
9. Brush them with sugar syrup while they are hot. This is not optional. It is the difference between a bun and *the* bun.

## On cardamom

The powder from the shop smells of cardamom for about as long as it takes to carry it home. Buy pods, open them with your thumbnail, and crush the black seeds in a mortar. It takes six minutes. Hand the mortar to whoever is asking when the buns are ready.

## On the cloth

A damp linen towel over the bowl keeps a skin from forming on the dough, and unlike plastic it lets the yeast breathe. Flour the towel a little first. If dough sticks to it all the same, let it dry and crack it off. **Do not** wash it warm with dough in it, unless you would like to own a sculpture.

They keep until the evening. I am told that they freeze well. I have not been able to find out.`,
    comments: [
      {
        author: 'keiko',
        age: 161,
        content: 'Made these twice. The second time I believed you about the syrup.',
      },
      {
        author: 'rosa',
        age: 160,
        content: 'Could the folded dough stay in the fridge overnight?',
        replies: [
          {
            author: 'mara',
            age: 159,
            content:
              'Yes! Twist them cold in the morning and give them an hour instead of forty minutes. My aunt would disapprove, but she got up at four.',
          },
        ],
      },
    ],
  },
  {
    author: 'ines',
    title: 'Descale the kettle, brush the grinder',
    tags: ['Coffee', 'Care'],
    status: 'published',
    written: 61,
    live: 58,
    content: `Twice a year somebody brings us a coffee that has "suddenly" gone flat, and asks whether the roaster changed something. The roaster did not. In nine cases out of ten it is one of two things, and both cost nothing to put right.

## The kettle

Hard water leaves lime behind, and lime does two things. It insulates the element, so that the kettle takes longer and switches off late. And it goes into the next pot as a fine dust that binds exactly the acids which make a coffee taste alive.

Once a month:

1. Fill the kettle halfway with water and add 2 tablespoons of citric acid. Vinegar works too, but you will be reminded of it for a week.
2. Warm it until it feels hot to the hand. **Do not boil it:** hot citric acid and lime can make a crust that is worse than the one you had.
3. Leave it for half an hour. Pour it away, and boil fresh water twice.

Our copper kettle has a tin lining. Do the same with it, with half the acid and half the time, and never with a scouring pad. Tin is soft, and under it is copper, which does not belong in coffee.

## The grinder

Coffee is about a tenth oil. In a grinder the oil coats everything, holds on to fine dust, and turns rancid in about two weeks. You stop noticing because it happens slowly. Then you drink a cup at a friend's house and wonder.

- **Every day:** tap the side of the grinder twice with your palm after grinding. Something will fall out. It was going to be tomorrow's stale coffee.
- **Every week:** brush the burrs with the short, stiff brush that came with it. A dry one. No water, ever.
- **Every three months:** take out the upper burr. On ours it is a quarter turn and needs no tool. Brush both sides, wipe the chamber with a dry linen cloth, put it back until it clicks. Then grind 20 g of coffee you do not like and throw it away.

Please do not grind rice in it. The idea goes around, and we replace three or four burrs a year because of it. Rice is harder than coffee, and what it leaves behind is starch, which is to say glue.

## A calendar, if that helps

| When | Kettle | Grinder |
|---|---|---|
| daily | empty it | two taps |
| weekly | rinse | brush the burrs |
| monthly | citric acid | |
| quarterly | check the seal | upper burr out |

I have this on a card inside the cupboard door, and so can you: there is a stack of them next to the till, printed on the back of misprinted labels. If you would like one with the next parcel, leave a word in the order notes. After two clean weeks, brew the same coffee that you had given up on. I like to be there when people do that.`,
    comments: [
      { author: 'paul', age: 49, content: 'I tapped it twice. I am appalled at what fell out.' },
      {
        author: 'rosa',
        age: 45,
        content: 'Is the citric acid safe for the stoneware dripper too?',
        replies: [
          {
            author: 'ines',
            age: 44,
            content: 'Completely. Let it stand in what is left of the kettle bath.',
          },
        ],
      },
    ],
  },
  {
    author: 'mara',
    title: 'White beans, baked slowly',
    tags: ['Recipes', 'Stoneware'],
    status: 'published',
    written: 33,
    live: 30,
    content: `On firing days nobody wants to cook and everybody is hungry at a different hour. So there is a pot of beans. It goes into the oven when Jonas lights the kiln, it needs nothing from us, and it is ready whenever somebody lifts the lid.

**For six, or for three people on a firing day.**

## The evening before

Cover **500 g of dried white beans** with three times as much water and add a tablespoon of salt. Yes, salt: it loosens the skins, and they stay whole instead of bursting. Leave them overnight.

## In the morning

1. Heat the oven to 140 °C.
2. In a stoneware pot with a lid, stir together the drained beans, **1 onion** cut in half, **6 cloves of garlic** in their skins, **2 carrots** in thick pieces, **a strip of orange peel**, **2 bay leaves** and **a small branch of rosemary**.
3. Add **100 ml of olive oil**, which will seem like too much, **1.2 liters of hot water**, pepper, and **no more salt for now**.
4. Lid on. Three hours. Do not stir.
5. Taste a bean. When it is creamy all the way through, add salt, **a tablespoon of sherry vinegar**, and press the garlic out of its skins and into the broth.
6. Lid off for the last 30 minutes. The top turns golden, and a little crust forms at the edge that people will fight over.

## Why the pot matters

A thin metal pot passes on every mood of the oven. Stoneware takes half an hour to get hot and then will not be hurried or slowed. The broth hardly moves, a bubble now and then, and that is why the beans stay in one piece. Beans that boil fall apart.

Put the cold pot into the cold oven if yours is an unglazed one, and let both warm up together. With a glazed pot, hot water is enough of a courtesy.

## What to do with what is left

- **Next day:** mash a ladle of the beans into the broth and add pasta. It is soup now.
- **The day after:** toast bread, rub it with garlic, pile the beans on it, a fried egg on top.
- **The day after that:** there are none left. In nine years it has not happened once.

> "It only needs time," my aunt used to say about beans, bread, linen and most people.

Serve it in the low bowls, with a green salad and the heel of a loaf. And set one bowl aside for whoever is watching the kiln. They will say that they are not hungry. Leave it on the warm bricks by the door and go away; it will be empty when you come back.`,
    comments: [
      {
        author: 'keiko',
        age: 24,
        content:
          'The orange peel! I left it out the first time, and in the second pot it was what had been missing.',
      },
      {
        author: 'paul',
        age: 3,
        status: 'pending',
        content: 'Would this work with chickpeas, and how much longer would they need?',
      },
    ],
  },
];
