// (ANCHOR: lamp)
let red = 1;
// (ANCHOR_END: lamp)
let dark = 0;
/* ANCHOR:lamp*/
let green = 2;
/* ANCHOR_END:lamp*/
