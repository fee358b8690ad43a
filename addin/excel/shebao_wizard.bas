Attribute VB_Name = "shebao_wizard"
' Tells Excel's function wizard in Chinese what each worksheet function and argument means.
' It must be told anew each time Excel starts. Nothing depends on it: whatever fails here is silent.
Option Explicit

Private isTried As Boolean
Private refused As Long

' Excel describes no function while no workbook is open, and some versions none of a hidden
' workbook, as an add-in is; for those the add-in is a visible workbook for the time it takes.
Public Sub DescribeOnce()
    Dim front As Workbook
    Dim wasDrawing As Boolean
    If isTried Or ActiveWorkbook Is Nothing Then Exit Sub
    isTried = True
    If AllDescribed() Then Exit Sub
    On Error Resume Next
    Set front = ActiveWorkbook
    wasDrawing = Application.ScreenUpdating
    Application.ScreenUpdating = False
    ThisWorkbook.IsAddin = False
    AllDescribed
    ThisWorkbook.IsAddin = True
    ThisWorkbook.Saved = True
    front.Activate
    Application.ScreenUpdating = wasDrawing
End Sub

Public Sub Describe(functionName As String, help As String, ParamArray arguments())
    Dim texts As Variant
    Dim i As Long
    On Error GoTo Failed
    texts = arguments
    For i = 0 To UBound(texts)
        texts(i) = Unescape(CStr(texts(i)))
    Next i
    Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!" & functionName, _
        Description:=Unescape(help), Category:=Unescape(TEXT_TITLE), ArgumentDescriptions:=texts
    Exit Sub
Failed:
    refused = refused + 1
End Sub

Private Function AllDescribed() As Boolean
    refused = 0
    DescribeFunctions
    AllDescribed = (refused = 0)
End Function
