Attribute VB_Name = "shebao_ribbon"
' What the ribbon calls: a click names its control, and Python runs the command of that name.
' This module decides nothing else. Chinese never stands here: see shebao_words.
Option Explicit

Private loadedRibbon As IRibbonUI

Public Sub RibbonLoaded(ribbon As IRibbonUI)
    Set loadedRibbon = ribbon
    ForgetState
End Sub

Public Sub RibbonAction(control As IRibbonControl)
    Dim reason As String
    On Error GoTo Failed
    If ActiveWorkbook Is Nothing Then Workbooks.Add
    ' xlwings cuts the name it is given at the first equals sign and would find another workbook.
    If InStr(ActiveWorkbook.Name, "=") > 0 Then
        Say Unescape(TEXT_EQUALS_SIGN)
        Exit Sub
    End If
    Application.StatusBar = Unescape(TEXT_RUNNING)
    RunPython "import shebao.ribbon; shebao.ribbon.run('" & control.ID & "')"
    ' On a Mac Python runs on after this call; it calls CleanUp when it ends, and that calls AfterPython.
    #If Not Mac Then
        AfterPython
    #End If
    Exit Sub
Failed:
    reason = Err.Description
    Application.StatusBar = False
    Say Unescape(TEXT_FAILED) & vbLf & reason
End Sub

Public Sub RibbonEnabled(control As IRibbonControl, ByRef returned)
    returned = MayRun(control.Tag)
End Sub

Public Sub RibbonVisible(control As IRibbonControl, ByRef returned)
    returned = MaySee(control.Tag)
End Sub

Public Sub RibbonStatus(control As IRibbonControl, ByRef returned)
    returned = StateLabel()
End Sub

Public Sub AfterPython()
    If CStr(Application.StatusBar) = Unescape(TEXT_RUNNING) Then Application.StatusBar = False
    ForgetState
    If Not loadedRibbon Is Nothing Then loadedRibbon.Invalidate
End Sub
