"""The forges: what their pipelines ask of us, and what we tell them.

run_of(env)                       which forge this is, what changed and who asked
judge(root, kinds, run, lang)     the check against the base and the review, in one
write_folder(folder, outcome, …)  one artifact: comment, summary, SARIF, JUnit, Code Quality, JSON
post(run, …)                      the comment or review by API, from what is taken for data only
owners(…)                         the CODEOWNERS that the staff records ask for
"""
