package xwbcheck

// Agree compares the facts of a statement with what the second parser sees.
var Agree = agree
