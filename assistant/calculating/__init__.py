"""Answers that no document states but that follow from a table: changes, shares, averages and sums, with their working.

No model is asked. The operation follows from the question's words, and the operands from the rows and columns that they
name; if more than one fits, nothing is calculated. The kinds of questions are those that readers ask about reports
according to Zhu et al., "TAT-QA: a question answering benchmark on a hybrid of tabular and textual content in finance",
2021, section 2.
"""
