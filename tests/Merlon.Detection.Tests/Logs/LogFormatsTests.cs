using System.Text;
using Merlon.Logs;

namespace Merlon.Detection.Tests.Logs;

public sealed class LogFormatsTests
{
    public static TheoryData<string, LogFormat> Beginnings => new()
    {
        { "{\"a\":1}\n", LogFormat.Json },
        { "{", LogFormat.Json },
        { "{ }", LogFormat.Json },
        { "[{\"a\":1}]", LogFormat.Json },
        { "\n\n  [\n {\"a\":1}", LogFormat.Json },
        { "[error] something\n", LogFormat.Unknown },
        { "{error} something\n", LogFormat.Unknown },
        { "<Event xmlns='x'><System/></Event>", LogFormat.EventXml },
        { "<?xml version=\"1.0\"?>\n<!-- x -->\n<Events><Event>", LogFormat.EventXml },
        { "<?xml version=\"1.0\"?><html><body></body></html>", LogFormat.Unknown },
        { "type=SYSCALL msg=audit(1604996384.965:93777): arch=c000003e\n", LogFormat.Auditd },
        { "----\ntype=PROCTITLE msg=audit(1604996384.965:93777): proctitle=6C73\n", LogFormat.Auditd },
        { "node=web1 type=CWD msg=audit(1604996384.965:93777): cwd=\"/\"\n", LogFormat.Auditd },
        { "<34>1 2003-10-11T22:14:15.003Z host su - ID47 - text\n", LogFormat.Syslog },
        { "<34>Oct 11 22:14:15 host su: text\n", LogFormat.Syslog },
        { "Oct  1 22:14:15 host su[12]: text\n", LogFormat.Syslog },
        { "2024-05-01T10:00:00.123456+02:00 host sshd[12]: text\n", LogFormat.Syslog },
        { "<189>date=2024-05-10 time=11:37:47 devname=\"FG\"\n", LogFormat.Syslog },
        { "CEF:0|Vendor|Product|1|100|Name|5|src=1.2.3.4\n", LogFormat.Cef },
        { "<134>Oct 11 22:14:15 host CEF:0|V|P|1|1|N|5|a=b\n", LogFormat.Cef },
        { "LEEF:2.0|V|P|1|1|^|a=b^c=d\n", LogFormat.Leef },
        { "Oct 11 22:14:15 host LEEF:1.0|V|P|1|1|a=b\tc=d\n", LogFormat.Leef },
        { "time=2024-01-01T00:00:00Z level=info msg=\"a b\"\n", LogFormat.Logfmt },
        { "date=2024-05-10 time=11:37:47 devname=\"FG\" logid=\"1\"\n", LogFormat.Logfmt },
        { "#separator \\x09\n#set_separator\t,\n", LogFormat.Zeek },
        { "#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n", LogFormat.W3c },
        { "#Fields: date time\n", LogFormat.W3c },
        { "127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.0\" 200 2326\n", LogFormat.AccessLog },
        { "host:80 127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.0\" 200 2326 \"-\" \"x\"\n", LogFormat.AccessLog },
        { "a,b,c\n1,2,3\n", LogFormat.Csv },
        { "a;b;c\n1;2;3\n", LogFormat.Csv },
        { "a|b|c\n1|2|3\n", LogFormat.Csv },
        { "a\tb\tc\n1\t2\t3\n", LogFormat.Tsv },
        { "\"a, x\",\"b\n\"\"y\"\"\",c\n1,2,3\n", LogFormat.Csv },
        { "Level,Date and Time,Source,Event ID,Task Category\nInformation,1/1/2024,S,1,None,\"text\"\n", LogFormat.Csv },
        { "2024-01-01 10:00:00,123 INFO start, go\n2024-01-01 10:00:01,123 INFO stop, go\n", LogFormat.Unknown },
        { "Hello, this is text.\nWithout any form at all.\n", LogFormat.Unknown },
        { "", LogFormat.Unknown },
        { " \r\n\0\0\n", LogFormat.Unknown },
        { "ElfFile\0\0\0", LogFormat.Evtx },
        { "ElfChnk\0\0\0", LogFormat.Evtx },
        { "cut off by a rotation\nOct  1 22:14:15 host su[12]: text\n", LogFormat.Syslog },
        { "\0\0\0\0\0\0\0\0\0\0\0Oct  1 22:14:15 host su[12]: text\n", LogFormat.Syslog },
    };

    [Theory]
    [MemberData(nameof(Beginnings))]
    public void A_file_is_known_by_its_first_bytes_in_every_encoding(string text, LogFormat format)
    {
        LogFormats.Recognise(Encoding.UTF8.GetBytes(text), "log").ShouldBe(format);
        if (format == LogFormat.Evtx || text.Contains('\0', StringComparison.Ordinal))
        {
            return;
        }

        LogFormats.Recognise([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)], "log").ShouldBe(format);
        LogFormats.Recognise([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)], "log").ShouldBe(format);
        LogFormats.Recognise([.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(text)], "log").ShouldBe(format);
        LogFormats.Recognise(Encoding.UTF8.GetBytes("\r\n \r\n" + text.ReplaceLineEndings("\r\n")), "log").ShouldBe(format);
    }

    [Theory]
    [InlineData("a,b\n", "x.csv", LogFormat.Csv)]
    [InlineData("a,b\n", "x.log", LogFormat.Unknown)]
    [InlineData("only", "x.CSV", LogFormat.Csv)]
    [InlineData("a\tb", "x.tsv", LogFormat.Tsv)]
    [InlineData("not json", "x.json", LogFormat.Json)]
    [InlineData("", "x.json", LogFormat.Unknown)]
    [InlineData("\u0001\u0002\u0003\u0004\u0005", "x.json", LogFormat.Unknown)]
    [InlineData("\u0001\u0002\u0003\u0004\u0005", "x.evtx", LogFormat.Evtx)]
    public void The_end_of_a_name_decides_where_the_bytes_do_not(string text, string name, LogFormat format)
        => LogFormats.Recognise(Encoding.UTF8.GetBytes(text), name).ShouldBe(format);

    [Theory]
    [InlineData(11, LogFormat.Syslog)]
    [InlineData(12, LogFormat.Unknown)]
    public void Some_lines_of_something_else_may_come_first(int lines, LogFormat format)
        => LogFormats.Recognise(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("something else\n", lines)) + "Oct  1 22:14:15 host su[12]: text\n"), "log").ShouldBe(format);

    [Fact]
    public void Recognising_never_throws_and_never_takes_junk_for_a_log()
    {
        var random = new Random(20260101);
        var junk = new byte[4096];
        for (var i = 0; i < 500; i++)
        {
            random.NextBytes(junk);
            LogFormats.Recognise(junk.AsSpan(0, random.Next(junk.Length)), "x.bin").ShouldBe(LogFormat.Unknown);
        }
    }

    [Fact]
    public void A_beginning_cut_anywhere_is_read_without_a_fault()
    {
        foreach (var row in Beginnings)
        {
            var bytes = Encoding.UTF8.GetBytes(row.Data.Item1);
            for (var length = 0; length <= bytes.Length; length++)
            {
                LogFormats.Recognise(bytes.AsSpan(0, length), "log").ShouldBeOneOf(Enum.GetValues<LogFormat>());
            }
        }
    }

    [Fact]
    public void Every_format_has_a_name_by_which_it_is_found()
    {
        foreach (var format in Enum.GetValues<LogFormat>().Where(static f => f != LogFormat.Unknown))
        {
            LogFormats.TryFind(LogFormats.NameOf(format).ToUpperInvariant(), out var found).ShouldBeTrue();
            found.ShouldBe(format);
        }

        LogFormats.TryFind("unknown", out _).ShouldBeFalse();
        LogFormats.NameOf(LogFormat.Unknown).ShouldBe("unknown");
        LogFormats.AllNames.Contains("iis", StringComparer.Ordinal).ShouldBeTrue();
    }

    [Theory]
    [InlineData(LogReaders.HeadBytes - 1, "Note")]
    [InlineData(LogReaders.HeadBytes, "Warning")]
    public void Zeros_that_fill_what_is_looked_at_are_a_warning_since_what_is_behind_them_is_not_known(int zeros, string severity)
    {
        using var reader = LogReaders.Open(new MemoryStream(new byte[zeros]), "a.log", format: null, LogReadOptions.Default);
        reader.Read(new LogEvent()).ShouldBeFalse();
        var said = reader.Diagnostics.ShouldHaveSingleItem();
        (said.Code, said.Severity.ToString()).ShouldBe(("LOG004", severity));
    }

    [Theory]
    [InlineData("", "LOG004", "Note")]
    [InlineData(" \n\0\0", "LOG004", "Note")]
    [InlineData("Hello, this is text.\nWithout any form at all.\n", "LOG001", "Error")]
    [InlineData("%PDF-1.4", "LOG001", "Error")]
    public void A_file_that_is_no_log_has_no_records_and_says_so(string text, string code, string severity)
    {
        using var reader = LogReaders.Open(new MemoryStream(Encoding.UTF8.GetBytes(text)), "x", format: null, LogReadOptions.Default);
        reader.Read(new LogEvent()).ShouldBeFalse();
        reader.Format.ShouldBe(LogFormat.Unknown);
        reader.Diagnostics.Select(static d => $"{d.Code} {d.Severity}").ShouldBe([$"{code} {severity}"]);
    }

    [Fact]
    public void A_file_that_nobody_named_may_be_no_log_without_alarm()
    {
        var input = new LogInput("x", static () => new MemoryStream("Hello!"u8.ToArray())) { IsNamed = false };
        using var reader = LogReaders.Open(input, LogReadOptions.Default);
        reader.Diagnostics.ShouldHaveSingleItem().Severity.ShouldBe(Merlon.Documents.Severity.Note);
    }
}
