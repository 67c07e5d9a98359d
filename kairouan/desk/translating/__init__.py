"""Translation on the officers' desk: which texts wait (`texts`), the screens (`desk`),
the workbook for a translator outside (`sheets`).
"""
