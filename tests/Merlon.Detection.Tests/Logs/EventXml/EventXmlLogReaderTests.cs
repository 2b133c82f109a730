using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Merlon.Detection.Tests.Logs.Evtx;
using Merlon.Logs;
using Merlon.Logs.EventXml;
using Merlon.Logs.Evtx;

namespace Merlon.Detection.Tests.Logs.EventXml;

/// <summary>Windows events as XML have the fields of binary ones; broken ones are counted and the rest is read.</summary>
public sealed class EventXmlLogReaderTests
{
    const string Sample = """
        <Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Sysmon' Guid='{5770385f-c22a-43e0-bf4c-06f5698ffbd9}'/><EventID Qualifiers="0">1</EventID><TimeCreated SystemTime='2026-02-03T04:05:06.1234567Z'/><Correlation/><Execution ProcessID='10' ThreadID='20'/><Channel>Microsoft-Windows-Sysmon/Operational</Channel><Computer>host</Computer></System><EventData><Data Name='Image'>C:\x &amp; y.exe</Data><Data Name='Empty'></Data><Data Name="None"/><Data>a</Data><Data>b &#x41;&#66;</Data></EventData><RenderingInfo Culture='en-US'><Message>Process
        created</Message><Level>Information</Level></RenderingInfo></Event>
        """;

    const string SampleFields = """
        .Provider_Name = Microsoft-Windows-Sysmon
        .Provider_Guid = {5770385f-c22a-43e0-bf4c-06f5698ffbd9}
        .EventID_Qualifiers = 0
        .EventID = 1
        .TimeCreated = 2026-02-03T04:05:06.1234567Z
        .Execution_ProcessID = 10
        .Execution_ThreadID = 20
        .Channel = Microsoft-Windows-Sysmon/Operational
        .Computer = host
        Image = C:\x & y.exe
        Empty =~
        None =~
        Data[] = a
        Data[] = b AB
        RenderingInfo_Culture = en-US
        .Message = Process
        created
        .RenderingInfo.Level = Information
        """;

    // A line cannot end in a space here, where a value is empty.
    static readonly string Expected = SampleFields.Replace('~', ' ');

    [Theory]
    [InlineData("{0}")]
    [InlineData("<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\r\n<Events>{0}</Events>")]
    [InlineData("<!-- exported -->\n<Events>\n  {0}\n</Events>\n")]
    [InlineData("<other/> text {0} more")]
    public void An_event_is_found_wherever_it_stands_and_has_the_fields_of_a_binary_one(string around)
        => ReadAll(Encoding.UTF8.GetBytes(around.Replace("{0}", Sample, StringComparison.Ordinal))).ShouldBe((Expected, 0, ""));

    [Fact]
    public void Utf16_is_known_by_its_mark_or_by_its_first_character()
    {
        foreach (var encoding in new Encoding[] { Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            ReadAll([.. encoding.GetPreamble(), .. encoding.GetBytes(Sample)]).Fields.ShouldBe(Expected);
            ReadAll(encoding.GetBytes(Sample)).Fields.ShouldBe(Expected);
        }

        ReadAll([.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Sample)]).Fields.ShouldBe(Expected);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(1_000)]
    public void Events_are_read_one_after_another_whatever_the_stream_gives_at_a_time(int step)
    {
        var bytes = Encoding.UTF8.GetBytes("<Events>" + string.Concat(Enumerable.Repeat(Sample, 3)) + "</Events>");
        using var reader = new EventXmlLogReader(new PiecesStream(bytes, step), "x", LogReadOptions.Default);
        var record = new LogEvent();
        for (var i = 1; i <= 3; i++)
        {
            reader.Read(record).ShouldBeTrue();
            record.Number.ShouldBe(i);
            record.Offset.ShouldBe(8 + (i - 1) * Encoding.UTF8.GetByteCount(Sample));
            EvtxCorpus.TextOf(record).ShouldBe(Expected);
        }

        reader.Read(record).ShouldBeFalse();
        reader.Position.ShouldBe(bytes.Length);
    }

    [Theory]
    [InlineData("<Event><System></Event><Event><EventData><Data Name='A'>b</Data></EventData></Event>", "A = b", 1, "LOG210")]
    [InlineData("<Event><EventData><Event><EventData><Data Name='A'>b</Data></EventData></Event>", "A = b", 1, "LOG212")]
    [InlineData("<Event><EventData><Data Name='A'>b</Data></EventData></Event><Event><Eve", "A = b", 1, "LOG212")]
    [InlineData("<Event a></Event><Event a=b></Event><Event a='></Event>", "", 3, "LOG210 LOG210 LOG210")]
    [InlineData("<Event><!DOCTYPE x [<!ENTITY e 'boom'>]></Event>", "", 1, "LOG210")]
    [InlineData("<Event><x><![CDATA[<]]></x></Event>", "x = <", 0, "")]
    [InlineData("<Event><EventData><Data Name='A'><![CDATA[a<b]]>&unknown;&#0;&#xD800; &lt</Data></EventData></Event>", "A = a<b&unknown;\0\uFFFD &lt", 0, "")]
    [InlineData("<Eventual/><EventData/></Event>", "", 0, "")]
    [InlineData("", "", 0, "")]
    public void What_is_broken_is_counted_and_the_rest_is_read(string xml, string expected, int failed, string codes)
        => ReadAll(Encoding.UTF8.GetBytes(xml)).ShouldBe((expected, failed, codes));

    [Theory]
    [InlineData(EvtxLimits.ElementDepthMax, "")]
    [InlineData(EvtxLimits.ElementDepthMax + 1, "LOG210")]
    public void Elements_are_nested_to_a_bound(int depth, string code)
        => ReadAll(Encoding.UTF8.GetBytes("<Event>" + string.Concat(Enumerable.Repeat("<a>", depth - 1)) + string.Concat(Enumerable.Repeat("</a>", depth - 1)) + "</Event>")).Codes.ShouldBe(code);

    [Theory]
    [InlineData(0, 1, "")]
    [InlineData(1, 0, "LOG211")]
    public void An_event_has_bytes_to_a_bound_and_the_next_is_read(int over, int records, string codes)
    {
        const string Begin = "<Event><EventData><Data Name='A'>";
        const string End = "</Data></EventData></Event>";
        var text = new string('x', EvtxLimits.EventXmlBytesMax - Begin.Length - End.Length + over);
        using var reader = Open(Encoding.UTF8.GetBytes(Begin + text + End + Sample));
        var record = new LogEvent();
        var read = 0;
        while (reader.Read(record))
        {
            read++;
        }

        read.ShouldBe(records + 1);
        string.Join(' ', reader.Diagnostics.Select(static d => d.Code)).ShouldBe(codes);
    }

    [Fact]
    public void Beginnings_without_an_end_take_no_more_time_than_their_number()
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<Event >", 2_000_000)));
        ReadAll(bytes).Failed.ShouldBeLessThan(10);
    }

    [Fact]
    public void Any_text_comes_back_as_it_was_written()
        => Prop.ForAll<NonNull<string>, NonNull<string>>((name, text) =>
        {
            var valid = new string([.. text.Get.Where(static c => !char.IsSurrogate(c))]).TrimEnd().TrimEnd('\0').TrimEnd();
            var record = new LogEvent();
            var xml = $"<Event><EventData><Data Name='N{Escape(name.Get)}'>{Escape(valid)}</Data></EventData></Event>";
            new EventXmlRecord().ReadOne(Encoding.UTF8.GetBytes(xml), record).ShouldBe(BinXmlFault.None);
            record.ValueText(0).TrimEnd('\0').TrimEnd().ShouldBe(valid);
            return true;
        }).Check(Cases.Quick);

    static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal);

    static EventXmlLogReader Open(byte[] bytes) => new(new MemoryStream(bytes), "x", LogReadOptions.Default);

    static (string Fields, long Failed, string Codes) ReadAll(byte[] bytes)
    {
        using var reader = Open(bytes);
        var record = new LogEvent();
        var records = new List<string>();
        while (reader.Read(record))
        {
            records.Add(EvtxCorpus.TextOf(record));
        }

        return (string.Join("\n---\n", records), reader.Failed, string.Join(' ', reader.Diagnostics.Select(static d => d.Code)));
    }
}
