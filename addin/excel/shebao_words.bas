Attribute VB_Name = "shebao_words"
' Chinese for a project that is itself plain ASCII: \uXXXX becomes a character when it is shown.
' VBA keeps its source in one code page; Chinese typed here would garble on other computers.
Option Explicit
Option Private Module

Public Function Unescape(escaped As String) As String
    Dim parts() As String
    Dim i As Long
    If escaped = "" Then Exit Function
    parts = Split(escaped, "\u")
    Unescape = parts(0)
    For i = 1 To UBound(parts)
        Unescape = Unescape & ChrW(CLng("&H" & Left$(parts(i), 4))) & Mid$(parts(i), 5)
    Next i
End Function

Public Sub Say(sentence As String)
    #If Mac Then
        MsgBox sentence, vbExclamation, Unescape(TEXT_TITLE)
    #Else
        ' MsgBox shows only the ANSI code page; Popup shows any character. 48 + 4096: a warning, in front.
        WScript.Popup sentence, 0, Unescape(TEXT_TITLE), 4144
    #End If
End Sub
