"""Answers that no document states but a table's figures give: changes, shares, averages and sums, with their working.

Nothing here asks a model. What is worked out is read off the question's words, the operands off rows and columns that
its words name; where more than one fits, nothing is worked out. The questions are of the kinds that Zhu et al.,
"TAT-QA: a question answering benchmark on a hybrid of tabular and textual content in finance", 2021, section 2, found
readers to ask of reports.
"""
