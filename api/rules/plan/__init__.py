"""The slots of a plan, the changes of an edit, and the periods in which nothing is due."""
