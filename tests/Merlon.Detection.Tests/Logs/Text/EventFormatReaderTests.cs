using Merlon.Logs;

namespace Merlon.Detection.Tests.Logs.Text;

/// <summary>CEF, LEEF and logfmt.</summary>
public sealed class EventFormatReaderTests
{
    const string Head = "cefVersion=0|deviceVendor=V|deviceProduct=P|deviceVersion=1|deviceEventClassId=2|name=N|severity=3";

    [Theory]
    [InlineData("CEF:0|V|P|1|2|N|3|", Head)]
    [InlineData("CEF: 0|V|P|1|2|N|3|src=1.2.3.4 msg=a b  c fname=x y.txt", Head + "|src=1.2.3.4|msg=a b  c|fname=x y.txt")]
    [InlineData("CEF:0|V|P|1|2|N|3|a=x\\=y b=1\\n2 c=z=w d=", Head + "|a=x=y|b=1\n2|c=z=w|d=")]
    [InlineData("CEF:0|V|P|1|2|N|3|cs1Label=Policy Name cs1=Block it cn1=7", Head + "|cs1Label=Policy Name|cs1=Block it|cn1=7|Policy Name>=Block it")]
    [InlineData("CEF:0|V|P|1|2|N|3|rt=1700000000123 start=x", Head + "|rt=1700000000123|start=x|time=2023-11-14T22:13:20.123Z")]
    [InlineData("CEF:0|V|P|1|2|N|3|end=Nov 14 2023 22:13:20", Head + "|end=Nov 14 2023 22:13:20|time=2023-11-14T22:13:20")]
    [InlineData("<34>Oct 11 22:14:15 h CEF:0|V|P|1|2|N|3|a=b", "facility=auth|severity=crit|timestamp=Oct 11 22:14:15|host=h|" + Head + "|a=b")]
    [InlineData("CEF:0|a\\|b|P\\\\|1|2|N|3|", "cefVersion=0|deviceVendor=a|b|deviceProduct=P\\|deviceVersion=1|deviceEventClassId=2|name=N|severity=3")]
    public void CEF_has_header_extension_and_labels(string line, string expected) => TextLogs.ReadAll(LogFormat.Cef, line + "\n").ShouldBe((expected, 0, ""));

    [Theory]
    [InlineData("LEEF:1.0|V|P|1|E|src=1.2.3.4\tmsg=a b=c\tx", "leefVersion=1.0|deviceVendor=V|deviceProduct=P|deviceVersion=1|eventId=E|src=1.2.3.4|msg=a b=c")]
    [InlineData("LEEF:2.0|V|P|1|E|^|a=1^b=2", "leefVersion=2.0|deviceVendor=V|deviceProduct=P|deviceVersion=1|eventId=E|a=1|b=2")]
    [InlineData("LEEF:2.0|V|P|1|E|x7C|a=1|b=2", "leefVersion=2.0|deviceVendor=V|deviceProduct=P|deviceVersion=1|eventId=E|a=1|b=2")]
    [InlineData("LEEF:2.0|V|P|1|E||a=1\tdevTime=1700000000000", "leefVersion=2.0|deviceVendor=V|deviceProduct=P|deviceVersion=1|eventId=E|a=1|devTime=1700000000000|time=2023-11-14T22:13:20Z")]
    [InlineData("LEEF:2.0|V|P|1|E|a=1\tb=2", "leefVersion=2.0|deviceVendor=V|deviceProduct=P|deviceVersion=1|eventId=E|a=1|b=2")]
    public void LEEF_has_header_and_attributes(string line, string expected) => TextLogs.ReadAll(LogFormat.Leef, line + "\n").ShouldBe((expected, 0, ""));

    [Theory]
    [InlineData(LogFormat.Cef, "nothing\nCEF:0|V|P\n", "LOG042 LOG043")]
    [InlineData(LogFormat.Leef, "nothing\nLEEF:1.0|V|P\n", "LOG042 LOG043")]
    [InlineData(LogFormat.Logfmt, "nothing\n= = =\n", "LOG044 LOG044")]
    public void Lines_of_another_kind_are_counted(LogFormat format, string text, string codes) => TextLogs.ReadAll(format, text).ShouldBe(("", 2, codes));

    [Theory]
    [InlineData("a=1 b=\"x \\\"y\\\" \\\\\" c= d", "a=1|b=x \"y\" \\|c=")]
    [InlineData("date=2024-05-10 time=11:37:47 tz=\"+0200\" msg=\"a\"", "date=2024-05-10|time=11:37:47|tz=+0200|msg=a|timestamp=2024-05-10T09:37:47Z")]
    [InlineData("level=info msg=\"unclosed text", "level=info|msg=unclosed text")]
    [InlineData("time=\"2024-05-10T11:37:47Z\" a.b-c/d@e=1", "time=2024-05-10T11:37:47Z|a.b-c/d@e=1")]
    public void Logfmt_has_pairs(string line, string expected) => TextLogs.ReadAll(LogFormat.Logfmt, line + "\n").ShouldBe((expected, 0, ""));

    [Theory]
    [InlineData(128, 1)]
    [InlineData(129, 0)]
    public void A_key_is_no_longer_than_the_limit(int length, int records)
        => TextLogs.Read(LogFormat.Logfmt, new string('k', length) + "=1\n").Split('=', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2 * records);
}
