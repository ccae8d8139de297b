"""What is said when nothing runs: the kind of question, questions back, and plans in plain words."""
