using Merlon.Workspaces.Storage;

namespace Merlon.Workspaces.Tests.Storage;

public sealed class PlainJsonTests : IDisposable
{
    readonly Sandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Theory]
    [InlineData("""{}""", "{}")]
    [InlineData("""{ "a" : "b" }""", "{a:b}")]
    [InlineData("""{"a":1,"b":-20,"c":true,"d":false,"e":null}""", "{a:1,b:-20,c:True,d:False,e:}")]
    [InlineData("""{"a":[],"b":[1,"x",{"c":[{}]}]}""", "{a:[],b:[1,x,{c:[{}]}]}")]
    [InlineData("""{"a":1,"a":2}""", "{a:2}")]
    [InlineData("""{"a":"caf\u00e9"}""", "{a:café}")]
    [InlineData("""{"a":"é"}""", "{a:é}")]
    [InlineData("""{"a":1.5}""", "{a:}")]
    [InlineData("""{"a":123456789012345678}""", "{a:123456789012345678}")]
    [InlineData("""{"a":1234567890123456789}""", "{a:1234567890123456789}")]
    [InlineData("""{"a":[[[[[[[[[[1]]]]]]]]]]}""", "{a:[[[[[[[[[[1]]]]]]]]]]}")]
    [InlineData("""[1]""", null)]
    [InlineData("""1""", null)]
    [InlineData("", null)]
    [InlineData("""{"a":1""", null)]
    [InlineData("""{"a":1,}""", null)]
    [InlineData("""{"a":1} x""", null)]
    [InlineData("""{"a":01}""", null)]
    [InlineData("""{"a":-}""", null)]
    [InlineData("""{"a" 1}""", null)]
    [InlineData("""{"a":[1,]}""", null)]
    [InlineData("""{"a":tru}""", null)]
    [InlineData("""{"a":"b}""", null)]
    public void Files_are_read_as_the_library_reads_them(string json, string? expected)
    {
        var read = PlainJson.TryRead(sandbox.Write("a.json", json));

        (read is null ? null : Text(read)).ShouldBe(expected);
    }

    [Fact]
    public void A_missing_or_too_large_file_is_none()
    {
        PlainJson.TryRead(sandbox.PathOf("none.json")).ShouldBeNull();
        PlainJson.TryRead(sandbox.Write("at.json", $"{{}}{new string(' ', SmallJson.BytesMax - 2)}")).ShouldNotBeNull();
        PlainJson.TryRead(sandbox.Write("past.json", $"{{}}{new string(' ', SmallJson.BytesMax - 1)}")).ShouldBeNull();
    }

    static string Text(object? value) => value switch
    {
        Dictionary<string, object?> fields => $"{{{string.Join(',', fields.Select(static field => $"{field.Key}:{Text(field.Value)}"))}}}",
        List<object?> items => $"[{string.Join(',', items.Select(Text))}]",
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "",
    };
}
