using Merlon.Logs;

namespace Merlon.Detection.Tests.Logs.Text;

/// <summary>Zeek, W3C and access logs.</summary>
public sealed class WebLogReaderTests
{
    const string ZeekHead = "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tdns\n#open\t2024-01-01-00-00-00\n#fields\tts\tid.orig_h\tquery\tanswers\tAA\n#types\ttime\taddr\tstring\tvector[string]\tbool\n";

    [Theory]
    [InlineData("1700000000.5\t10.0.0.1\ta.b\tx,y\tT\n", "_path=dns|ts=1700000000.5|time=2023-11-14T22:13:20.5Z|id.orig_h=10.0.0.1|query=a.b|answers+=x|answers+=y|AA?true")]
    [InlineData("1.0\t-\t(empty)\t(empty)\tF\n", "_path=dns|ts=1.0|time=1970-01-01T00:00:01Z|query=|answers:[]|AA?false")]
    [InlineData("-\t-\ta\\x09b\\x2\\\t-\t-\n#close\t2024\n", "_path=dns|query=a\tb\\x2\\")]
    [InlineData("#fields\tuid\n#path\tconn\nC1\n", "_path=conn|uid=C1")]
    public void Zeek_is_read_by_its_header(string rows, string expected) => TextLogs.ReadAll(LogFormat.Zeek, ZeekHead + rows).ShouldBe((expected, 0, ""));

    [Fact]
    public void Zeek_may_part_by_anything()
        => TextLogs.Read(LogFormat.Zeek, "#separator \\x7c\n#fields|a|b\n1|2\n").ShouldBe("a=1|b=2");

    [Theory]
    [InlineData("1\t2\n", LogFormat.Zeek, "", 1, "LOG030")]
    [InlineData("#fields\ta\n1\t2\n", LogFormat.Zeek, "a=1", 0, "LOG031")]
    [InlineData("1 2\n", LogFormat.W3c, "", 1, "LOG032")]
    [InlineData("#Fields: a\n1 2\n", LogFormat.W3c, "a=1", 0, "LOG033")]
    [InlineData("#Fields: a b\n1\n", LogFormat.W3c, "a=1", 0, "LOG033")]
    [InlineData("rubbish\n", LogFormat.AccessLog, "", 1, "LOG034")]
    public void What_does_not_fit_the_header_is_said(string text, LogFormat format, string expected, int failed, string codes)
        => TextLogs.ReadAll(format, text).ShouldBe((expected, failed, codes));

    [Theory]
    [InlineData("#Software: Microsoft Internet Information Services 10.0\n#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status cs(User-Agent)\n2024-05-01 10:00:01 10.0.0.1 GET /a b=c+d 200 Mozilla/5.0+(X)\n", "date=2024-05-01|time=10:00:01|c-ip=10.0.0.1|cs-method=GET|cs-uri-stem=/a|cs-uri-query=b=c+d|sc-status=200|cs(User-Agent)=Mozilla/5.0+(X)|cs-user-agent=Mozilla/5.0 (X)|timestamp=2024-05-01T10:00:01Z")]
    [InlineData("#Date: 2024-05-01 00:00:00\n#Fields: time cs(Referer)\n10:00:01 -\n#Fields: a\nx\n", "time=10:00:01|timestamp=2024-05-01T10:00:01Z\na=x")]
    [InlineData("#Fields: time\tcs(User-Agent)\tb\n10:00:01.25\tA B+C\t\"x y\"\n", "time=10:00:01.25|cs(User-Agent)=A B+C|cs-user-agent=A B+C|b=x y")]
    public void W3C_is_read_by_its_fields_which_may_change(string text, string expected) => TextLogs.ReadAll(LogFormat.W3c, text).ShouldBe((expected, 0, ""));

    const string Time = "timestamp=10/Oct/2000:13:55:36 -0700|time=2000-10-10T20:55:36Z";

    [Theory]
    [InlineData("127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] \"GET /a.gif?x=1 HTTP/1.0\" 200 2326", "c-ip=127.0.0.1|cs-username=frank|" + Time + "|request=GET /a.gif?x=1 HTTP/1.0|cs-method=GET|cs-version=HTTP/1.0|cs-uri=/a.gif?x=1|cs-uri-stem=/a.gif|cs-uri-query=/a.gif?x=1|sc-status=200|sc-bytes=2326")]
    [InlineData("h:443 ::1 - - [10/Oct/2000:13:55:36 -0700] \"-\" 408 - \"-\" \"-\"", "cs-host=h:443|c-ip=::1|" + Time + "|sc-status=408")]
    [InlineData("1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.1\" 200 1 \"http://r/\" \"A \\\"q\\\" \\\\ \\x41\" \"extra one\" 12", "c-ip=1.2.3.4|" + Time + "|request=GET / HTTP/1.1|cs-method=GET|cs-version=HTTP/1.1|cs-uri=/|cs-uri-stem=/|cs-uri-query=/|sc-status=200|sc-bytes=1|cs-referer=http://r/|cs-user-agent=A \"q\" \\ \\x41|extra1=extra one|extra2=12")]
    [InlineData("1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] \"\\x16\\x03\\x01\" 400 0", "c-ip=1.2.3.4|" + Time + "|request=\\x16\\x03\\x01|sc-status=400|sc-bytes=0")]
    [InlineData("1.2.3.4 - a b [10/Oct/2000:13:55:36 -0700] \"unclosed", "c-ip=1.2.3.4|cs-username=a b|" + Time + "|request=unclosed")]
    public void Access_logs_have_the_fields_of_web_server_rules(string line, string expected) => TextLogs.ReadAll(LogFormat.AccessLog, line + "\n").ShouldBe((expected, 0, ""));
}
