Attribute VB_Name = "shebao_ribbon"
' What the ribbon calls: a click names its control, and Python runs the command of that name.
' The names are our own: Excel looks for a callback by its name in every open workbook.
' This module decides nothing else. Chinese never stands here: see shebao_words.
Option Explicit

Private loadedRibbon As IRibbonUI
Private hasWorked As Boolean

Public Sub ShebaoLoaded(ribbon As IRibbonUI)
    Set loadedRibbon = ribbon
    ForgetState
    #If Not Mac Then
        ' The functions serve on Windows alone. Not now: Excel is still starting, and has no workbook.
        On Error Resume Next
        Application.OnTime Now, "'" & ThisWorkbook.Name & "'!DescribeOnce"
        If StartsEarly() Then Application.OnTime Now, "'" & ThisWorkbook.Name & "'!StartEarly"
    #End If
End Sub

Public Sub ShebaoAction(control As IRibbonControl)
    Dim reason As String
    On Error GoTo Failed
    If ActiveWorkbook Is Nothing Then Workbooks.Add
    If IsOddName(ActiveWorkbook.Name) Then
        If Not IsHandedOver() Then
            Say Unescape(TEXT_ODD_NAME)
            Exit Sub
        End If
    End If
    Application.StatusBar = Unescape(TEXT_RUNNING)
    RunPython "import shebao.ribbon; shebao.ribbon.run('" & control.ID & "')"
    hasWorked = True
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

' An option of the environment: Python starts with Excel, and the first click does not wait for it.
Public Function StartsEarly() As Boolean
    On Error Resume Next
    #If Not Mac Then
        If IsHandedOver() Then StartsEarly = _
            (WScript.ExpandEnvironmentStrings("%SHEBAO_START_WITH_EXCEL%") = "1")
    #End If
End Function

Public Sub StartEarly()
    On Error Resume Next
    #If Not Mac Then
        XLPy.Exec "import shebao.ribbon; shebao.ribbon.get_ready()"
    #End If
End Sub

' Excel runs it as it unloads the add-in, so at the end of the working session. It waits for nothing
' and needs no workbook: the last one may be closed by now. A Mac has no such way to start Python.
Public Sub Auto_Close()
    On Error Resume Next
    #If Not Mac Then
        If hasWorked Then WScript.Run Chr$(34) & GetConfig("INTERPRETER_WIN", "") & Chr$(34) & _
            " -B -P -c ""import shebao.ribbon; shebao.ribbon.close_session()""", 0, False
    #End If
End Sub

' xlwings cuts the name it is given at the first equals sign, and cmd.exe puts the value of a
' variable in place of %its name%: either would find another workbook. On a Mac the name stands
' between double quotes in a shell's command, which would run what is in $(...).
Public Function IsOddName(bookName As String) As Boolean
    Dim odd As String
    Dim i As Long
    odd = "="
    #If Mac Then
        odd = odd & "$`\|" & Chr$(34)
    #End If
    For i = 1 To Len(odd)
        If InStr(bookName, Mid$(odd, i, 1)) > 0 Then IsOddName = True
    Next i
    If UBound(Split(bookName, "%")) > 1 Then IsOddName = True
End Function

' The function server is handed the workbook itself; without it its name stands on a command line.
Public Function IsHandedOver() As Boolean
    #If Not Mac Then
        IsHandedOver = GetConfig("USE UDF SERVER", False)
    #End If
End Function

Public Sub ShebaoEnabled(control As IRibbonControl, ByRef returned)
    returned = MayRun(control.Tag)
End Sub

Public Sub ShebaoVisible(control As IRibbonControl, ByRef returned)
    returned = MaySee(control.Tag)
End Sub

Public Sub ShebaoStatus(control As IRibbonControl, ByRef returned)
    returned = StateLabel()
End Sub

Public Sub AfterPython()
    If CStr(Application.StatusBar) = Unescape(TEXT_RUNNING) Then Application.StatusBar = False
    ForgetState
    If Not loadedRibbon Is Nothing Then loadedRibbon.Invalidate
    #If Not Mac Then
        DescribeOnce  ' Excel may have started with no workbook open
    #End If
End Sub
