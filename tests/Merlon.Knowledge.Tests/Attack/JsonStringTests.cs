using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Merlon.Attack;

namespace Merlon.Knowledge.Tests.Attack;

public sealed class JsonStringTests
{
    [Fact]
    public void Decoding_undoes_what_a_writer_escaped()
        => Prop.ForAll(ArbMap.Default.ArbFor<string>().Filter(text => text is not null && string.Equals(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)), text, StringComparison.Ordinal)), text =>
        {
            var token = JsonSerializer.SerializeToUtf8Bytes(text);
            JsonString.Decode(token.AsSpan()[1..^1]).ShouldBe(text);
        }).Check(Cases.Quick);

    [Theory]
    [InlineData("a\\u00e9\\n\\t\\\"\\\\\\/\\b\\f\\rb", "aé\n\t\"\\/\b\f\rb")]
    [InlineData("\\ud83d\\ude00", "😀")]
    [InlineData("\\ud83dx", "\uFFFDx")]
    [InlineData("\\ude00", "\uFFFD")]
    [InlineData("", "")]
    public void Every_escape_is_understood(string content, string text)
        => JsonString.Decode(Encoding.UTF8.GetBytes(content)).ShouldBe(text);
}
