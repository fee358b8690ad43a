Attribute VB_Name = "shebao_state"
' Who is logged in and what they may do, from the small ASCII file that Python writes at login.
' Lines of name=value: rights=ALL,PAYMENT and label=... with \uXXXX for what is not ASCII.
Option Explicit
Option Private Module

Private stateText As String
Private stateIsRead As Boolean

Public Sub ForgetState()
    stateIsRead = False
End Sub

Public Function MayRun(needs As String) As Boolean
    MayRun = (needs = "open") Or HasRight(needs)
End Function

Public Function MaySee(needs As String) As Boolean
    ' Before the first login everything is shown, greyed, so that a new user sees what there is.
    MaySee = MayRun(needs) Or StateValue("rights") = ""
End Function

Public Function StateLabel() As String
    StateLabel = Unescape(StateValue("label"))
    If StateLabel = "" Then StateLabel = Unescape(TEXT_NOT_LOGGED_IN)
End Function

Private Function HasRight(needs As String) As Boolean
    HasRight = needs <> "" And InStr("," & StateValue("rights") & ",", "," & needs & ",") > 0
End Function

Private Function StateValue(key As String) As String
    Dim lines() As String
    Dim i As Long
    If Not stateIsRead Then
        stateText = Replace(ReadState(), vbCr, "")
        stateIsRead = True
    End If
    If stateText = "" Then Exit Function
    lines = Split(stateText, vbLf)
    For i = 0 To UBound(lines)
        If Left$(lines(i), Len(key) + 1) = key & "=" Then
            StateValue = Mid$(lines(i), Len(key) + 2)
            Exit Function
        End If
    Next i
End Function

Private Function ReadState() As String
    ' No file, or none that can be read, means that nobody is logged in.
    On Error GoTo Done
    #If Mac Then
        Dim channel As Integer
        Dim textLine As String
        channel = FreeFile
        Open Environ("HOME") & "/shebao_ribbon_state.txt" For Input As #channel
        Do While Not EOF(channel)
            Line Input #channel, textLine
            ReadState = ReadState & textLine & vbLf
        Loop
        Close #channel
    #Else
        ' Open and Environ know only the ANSI code page; these two read any user's folder.
        ReadState = CreateObject("Scripting.FileSystemObject").OpenTextFile(StatePath(), 1).ReadAll
    #End If
Done:
End Function

Private Function StatePath() As String
    StatePath = WScript.ExpandEnvironmentStrings("%SHEBAO_HOME%")
    If StatePath = "%SHEBAO_HOME%" Then
        StatePath = WScript.ExpandEnvironmentStrings("%LOCALAPPDATA%\shebao")
    End If
    StatePath = StatePath & "\ribbon_state.txt"
End Function
