using Merlon.Logs;

namespace Merlon.Detection.Tests.Logs.Text;

public sealed class SyslogLogReaderTests
{
    static readonly LogReadOptions InMay = new() { Year = 2024, LastMonth = 5 };

    [Theory]
    [InlineData("<34>Oct 11 22:14:15 host su: text", "facility=auth|severity=crit|timestamp=Oct 11 22:14:15|time=2023-10-11T22:14:15|host=host|program=su|message=text")]
    [InlineData("May  1 02:04:05 10.0.0.1 sshd[123]: Failed password for root", "timestamp=May  1 02:04:05|time=2024-05-01T02:04:05|host=10.0.0.1|program=sshd|pid=123|message=Failed password for root")]
    [InlineData("May 1 02:04:05 host kernel: [ 12.3] x", "timestamp=May 1 02:04:05|time=2024-05-01T02:04:05|host=host|program=kernel|message=[ 12.3] x")]
    [InlineData("May  1 02:04:05 sshd[1]: x", "timestamp=May  1 02:04:05|time=2024-05-01T02:04:05|program=sshd|pid=1|message=x")]
    [InlineData("May  1 02:04:05 host no tag here", "timestamp=May  1 02:04:05|time=2024-05-01T02:04:05|host=host|message=no tag here")]
    [InlineData("2024-05-01T10:00:00.5+02:00 h p: x", "timestamp=2024-05-01T10:00:00.5+02:00|time=2024-05-01T08:00:00.5Z|host=h|program=p|message=x")]
    [InlineData("Jan 01 2022 12:00:00 asa : %ASA-6-302013: Built", "timestamp=Jan 01 2022 12:00:00|time=2022-01-01T12:00:00|host=asa|message=: %ASA-6-302013: Built")]
    [InlineData("<190>*May  1 02:04:05.123: %SYS-5-CONFIG_I: x", "facility=local7|severity=info|timestamp=May  1 02:04:05.123|time=2024-05-01T02:04:05.123|program=%SYS-5-CONFIG_I|message=x")]
    [InlineData("<13>just text", "facility=user|severity=notice|message=just text")]
    [InlineData("<999>x", "message=<999>x")]
    [InlineData("no header at all", "message=no header at all")]
    [InlineData("<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su 77 ID47 - \uFEFF'su root' failed", "facility=auth|severity=crit|timestamp=2003-10-11T22:14:15.003Z|time=2003-10-11T22:14:15.003Z|host=mymachine.example.com|program=su|pid=77|msgid=ID47|message='su root' failed")]
    [InlineData("<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 app - - - x", "facility=local4|severity=notice|timestamp=2003-08-24T05:14:15.000003-07:00|time=2003-08-24T12:14:15.000003Z|host=192.0.2.1|program=app|message=x")]
    [InlineData("<165>1 - - - - - [a@1 k=\"v \\\" \\] \\\\\" l=\"\"][b m=\"n\"] x", "facility=local4|severity=notice|a@1.k>=v \" ] \\|a@1.l>=|b.m>=n|message=x")]
    [InlineData("<165>1 - - - - - [unclosed k=\"v", "facility=local4|severity=notice|message=[unclosed k=\"v|k>=v")]
    public void Header_and_message_are_parted(string line, string expected)
        => TextLogs.Read(LogFormat.Syslog, line + "\n", InMay).ShouldBe(expected);

    [Theory]
    [InlineData("May  1 02:04:05 h sudo:   al : TTY=pts/0 ; PWD=/srv/al ; USER=root ; COMMAND=/bin/ls -l a=b", "TTY>=pts/0|PWD>=/srv/al|USER>=root|COMMAND>=/bin/ls -l a=b")]
    [InlineData("May  1 02:04:05 h kernel: [UFW BLOCK] IN=eth0 OUT= SRC=10.0.0.1 DPT=22", "IN>=eth0|OUT>=|SRC>=10.0.0.1|DPT>=22")]
    [InlineData("May  1 02:04:05 h app: msg=\"a \\\"b\\\" c\" n=1", "msg>=a \"b\" c|n>=1")]
    [InlineData("May  1 02:04:05 h app: {\"a\":{\"b\":[1,true]},\"c\":null}", "a>:{\"b\":[1,true]}|a.b>>:[1,true]|a.b>>+#1|a.b>>+?true|c>!")]
    [InlineData("May  1 02:04:05 h app: @cee: {\"a\":\"x\"}", "a>=x")]
    [InlineData("May  1 02:04:05 h app: {\"a\":", "")]
    [InlineData("May  1 02:04:05 h audispd: node=n type=CWD msg=audit(1700000000.000:1): cwd=\"/\"", "type=CWD|time=2023-11-14T22:13:20Z|serial=1|cwd=/")]
    public void What_a_message_holds_becomes_fields(string line, string expected)
    {
        var fields = TextLogs.Read(LogFormat.Syslog, line + "\n", InMay);
        var message = fields[(fields.IndexOf("|message=", StringComparison.Ordinal) + 9)..];
        message[line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..].TrimStart().Length..].TrimStart('|').ShouldBe(expected);
    }

    [Fact]
    public void CEF_in_a_message_is_read_as_such()
        => TextLogs.Read(LogFormat.Syslog, "<13>May  1 02:04:05 h CEF:0|V|P|1|2|N|3|a=b c\n", InMay).ShouldBe(
            "facility=user|severity=notice|timestamp=May  1 02:04:05|time=2024-05-01T02:04:05|host=h|cefVersion=0|deviceVendor=V|deviceProduct=P|deviceVersion=1|deviceEventClassId=2|name=N|severity=3|a=b c");

    [Fact]
    public void Without_a_year_there_is_no_time_and_that_is_said_once()
        => TextLogs.ReadAll(LogFormat.Syslog, "May  1 02:04:05 h a: x\nFeb 29 02:04:05 h a: y\nplain\n").ShouldBe(
            ("timestamp=May  1 02:04:05|host=h|program=a|message=x\ntimestamp=Feb 29 02:04:05|host=h|program=a|message=y\nmessage=plain", 0, "LOG040 LOG041"));

    [Fact]
    public void An_event_of_Sysmon_for_Linux_is_an_event()
    {
        const string Line = "May  1 02:04:05 h sysmon: <Event><System><Provider Name=\"Linux-Sysmon\"/><EventID>1</EventID><Channel>Linux-Sysmon/Operational</Channel><Computer>h</Computer></System><EventData><Data Name=\"Image\">/bin/ls</Data></EventData></Event>";
        using var reader = LogReaders.Open(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Line + "\n" + Line[..120] + "\n")), "log", LogFormat.Syslog, InMay);
        var record = new LogEvent();
        reader.Read(record).ShouldBeTrue();
        record.Format.ShouldBe(LogFormat.EventXml);
        string.Join(' ', new[] { "host", "program", "EventID", "Channel", "Image", "message" }.Select(n => record.TextOf(n) ?? "none")).ShouldBe("h sysmon 1 Linux-Sysmon/Operational /bin/ls none");
        reader.Read(record).ShouldBeTrue();
        record.Format.ShouldBe(LogFormat.Syslog);
        record.TextOf("message").ShouldBe(Line[26..120]);
        reader.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("LOG045");
    }
}
