Attribute VB_Name = "ShebaoCellErrors"
Option Explicit
Option Private Module

' pywin32 can send no error value of its choice (its VT_ERROR is always "parameter missing"), so
' the functions send the text of the error and each wrapper passes the answer through here.
Public Function WithCellErrors(ByVal answer As Variant) As Variant
    Dim r As Long, c As Long
    If Not IsArray(answer) Then
        WithCellErrors = OneCell(answer)
        Exit Function
    End If
    If IsFlat(answer) Then
        For c = LBound(answer) To UBound(answer)
            answer(c) = OneCell(answer(c))
        Next c
    Else
        For r = LBound(answer, 1) To UBound(answer, 1)
            For c = LBound(answer, 2) To UBound(answer, 2)
                answer(r, c) = OneCell(answer(r, c))
            Next c
        Next r
    End If
    WithCellErrors = answer
End Function

Private Function OneCell(ByVal cell As Variant) As Variant
    OneCell = cell
    If VarType(cell) <> vbString Then Exit Function
    Select Case cell
        Case "#VALUE!"
            OneCell = CVErr(2015)
        Case "#NUM!"
            OneCell = CVErr(2036)
        Case "#N/A"
            OneCell = CVErr(2042)
    End Select
End Function

' One row arrives as an array of one dimension.
Private Function IsFlat(ByRef answer As Variant) As Boolean
    Dim bound As Long
    On Error GoTo flat
    bound = UBound(answer, 2)
    IsFlat = False
    Exit Function
flat:
    IsFlat = True
End Function
