"""What a reader tells besides the text: the parts that it lost, and how much of its work is done."""
