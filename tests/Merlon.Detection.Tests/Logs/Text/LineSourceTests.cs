using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Merlon.Logs.Text;

namespace Merlon.Detection.Tests.Logs.Text;

public sealed class LineSourceTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("\n", "|")]
    [InlineData("a", "a|")]
    [InlineData("a\r\nb\n\nc\r\n", "a|b||c|")]
    [InlineData("a\rb\n", "a\rb|")]
    public void A_line_ends_at_LF_or_CR_LF_or_the_end(string text, string lines)
        => Read(Encoding.UTF8.GetBytes(text), 1024, int.MaxValue).ShouldBe(lines);

    [Theory]
    [InlineData(9, "abcdefghi|j|")]
    [InlineData(8, "abcdefgh!|j|")]
    public void A_line_is_cut_past_the_limit_and_the_next_one_is_read(int max, string lines)
    {
        Read("abcdefghi\nj\n"u8.ToArray(), max, int.MaxValue).ShouldBe(lines);
        Read("abcdefghi\nj\n"u8.ToArray(), max, 1).ShouldBe(lines);
    }

    [Fact]
    public void A_line_is_not_cut_within_a_character()
    {
        Read(Encoding.UTF8.GetBytes("aaéé\nb"), 3, 1).ShouldBe("aa!|b|");
        Read(Encoding.UTF8.GetBytes("a😀\nb"), 4, 1).ShouldBe("a!|b|");
    }

    [Fact]
    public void What_is_no_UTF8_is_replaced_and_counted()
    {
        using var source = new LineSource(new MemoryStream([(byte)'a', (byte)'\n', 0xFF, (byte)'b', (byte)'\n', 0xC3]), 100);
        source.Next(out _).ShouldBeTrue();
        source.Next(out var line).ShouldBeTrue();
        Encoding.UTF8.GetString(line).ShouldBe("\uFFFDb");
        source.Next(out line).ShouldBeTrue();
        Encoding.UTF8.GetString(line).ShouldBe("\uFFFD");
        (source.Replaced, source.FirstReplaced, source.Position).ShouldBe((2, 2, 6));
    }

    [Fact]
    public void A_line_is_given_before_more_of_the_stream_is_there()
    {
        var stream = new PiecesStream("first line\nsecond"u8.ToArray(), 11);
        using var source = new LineSource(stream, 100);
        source.Next(out _).ShouldBeTrue();
        stream.Position.ShouldBe(11);
    }

    // The naive twin: the whole text decoded and split.
    [Fact]
    public void Lines_and_their_places_are_those_of_splitting_the_whole_text()
        => Prop.ForAll(
            Gen.Elements("a", "é", "😀", "\n", "\r\n", "\r", "word", "\uFEFF", "\0").ListOf().Select(static parts => string.Concat(parts)).ToArbitrary(),
            Gen.Choose(1, 40).ToArbitrary(),
            static (text, step) =>
            {
                foreach (var encoding in (Encoding[])[new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), Encoding.Unicode, Encoding.BigEndianUnicode])
                {
                    byte[] bytes = [.. encoding.Preamble, .. encoding.GetBytes(text)];
                    var expected = Naive(text, encoding).ToList();
                    var found = new List<(string, long)>();
                    using var source = new LineSource(new PiecesStream(bytes, step), 10_000);
                    while (source.Next(out var line))
                    {
                        found.Add((Encoding.UTF8.GetString(line), source.Offset));
                    }

                    found.ShouldBe(expected);
                    source.Position.ShouldBe(bytes.Length);
                }
            }).Check(Cases.Quick);

    static IEnumerable<(string, long)> Naive(string text, Encoding encoding)
    {
        long offset = encoding.Preamble.Length;
        while (text.Length > 0)
        {
            var end = text.IndexOf('\n', StringComparison.Ordinal) + 1;
            var line = end == 0 ? text : text[..end];
            text = text[line.Length..];
            var shown = line.TrimEnd('\n');
            yield return (shown.EndsWith('\r') ? shown[..^1] : shown, offset);
            offset += encoding.GetByteCount(line);
        }
    }

    static string Read(byte[] bytes, int max, int step)
    {
        using var source = new LineSource(new PiecesStream(bytes, step), max);
        var text = new StringBuilder();
        while (source.Next(out var line))
        {
            text.Append(Encoding.UTF8.GetString(line)).Append(source.IsCut ? "!" : "").Append('|');
        }

        return text.ToString();
    }
}
