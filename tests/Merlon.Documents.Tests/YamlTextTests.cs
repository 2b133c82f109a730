using System.Text;

namespace Merlon.Documents.Tests;

public sealed class YamlTextTests
{
    public static TheoryData<string, bool> WideEncodings => new()
    {
        { "utf-16le", true }, { "utf-16le", false }, { "utf-16be", true }, { "utf-16be", false },
        { "utf-32le", true }, { "utf-32le", false }, { "utf-32be", true }, { "utf-32be", false },
    };

    [Theory]
    [MemberData(nameof(WideEncodings))]
    public void Wide_encodings_are_refused_by_name(string name, bool hasMark)
    {
        Encoding encoding = name switch
        {
            "utf-16le" => new UnicodeEncoding(bigEndian: false, byteOrderMark: true),
            "utf-16be" => new UnicodeEncoding(bigEndian: true, byteOrderMark: true),
            "utf-32le" => new UTF32Encoding(bigEndian: false, byteOrderMark: true),
            _ => new UTF32Encoding(bigEndian: true, byteOrderMark: true),
        };
        byte[] bytes = [.. hasMark ? encoding.GetPreamble() : [], .. encoding.GetBytes("name: x\n")];

        var diagnostic = Refusal(bytes);

        diagnostic.Code.ShouldBe("YAML003");
        diagnostic.Message.ShouldContain(name[..6].ToUpperInvariant());
        diagnostic.Message.ShouldContain(name.EndsWith("le", StringComparison.Ordinal) ? "little endian" : "big endian");
    }

    [Fact]
    public void A_byte_that_is_not_utf8_is_named_with_offset_and_place()
    {
        var diagnostic = Refusal([.. "a: 1\nб: caf"u8, 0xE9, .. " noir\nc: 1\n"u8]);
        diagnostic.Code.ShouldBe("YAML004");
        diagnostic.Message.ShouldStartWith("byte 0xE9 at offset 12 is not UTF-8");
        diagnostic.Location.ShouldBe(new(2, 7));
        diagnostic.Excerpt.ShouldBe("б: caf\uFFFD noir");
    }

    [Theory]
    [InlineData(new byte[] { (byte)'a', 0xC3 })] // cut inside a character
    [InlineData(new byte[] { 0xC0, 0x80 })] // overlong
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })] // surrogate
    [InlineData(new byte[] { (byte)'a', 0x80 })]
    public void Malformed_utf8_is_refused(byte[] bytes) => Refusal(bytes).Code.ShouldBe("YAML004");

    [Theory]
    [InlineData("a: 1\nb: x\0y\n", "a NUL byte", 2, 5)]
    [InlineData("a: \u001b[31m\n", "the control character U+001B", 1, 4)]
    public void Control_characters_are_refused_with_their_place(string text, string name, int line, int column)
    {
        var diagnostic = Refusal(Encoding.UTF8.GetBytes(text));
        diagnostic.Code.ShouldBe("YAML005");
        diagnostic.Message.ShouldContain(name);
        diagnostic.Location.ShouldBe(new(line, column));
    }

    public static TheoryData<byte[], string> OtherFiles => new()
    {
        { [.. "PK\u0003\u0004"u8, 1, 2, 3], "ZIP" },
        { [0x1F, 0x8B, 8, 0], "gzip" },
        { [.. "%PDF-1.7\n"u8], "PDF" },
        { [.. "ElfFile\0\0\0"u8], "event log" },
        { [0x7F, .. "ELF"u8, 2, 1], "program" },
        { [0x89, .. "PNG\r\n"u8], "picture" },
        { [.. "SQLite format 3\0"u8], "database" },
    };

    [Theory]
    [MemberData(nameof(OtherFiles))]
    public void Files_of_another_kind_are_named(byte[] bytes, string kind)
    {
        var diagnostic = Refusal(bytes);
        diagnostic.Code.ShouldBe("YAML006");
        diagnostic.Message.ShouldContain(kind);
    }

    [Fact]
    public void A_document_may_have_as_many_bytes_as_the_limit_and_not_one_more()
    {
        var limits = ReadLimits.Default with { YamlBytesMax = 10 };
        YamlDocument.Read("abcde: 123"u8.ToArray(), "t.yaml", limits).Diagnostics.ShouldBeEmpty();
        YamlDocument.Read("abcde: 1234"u8.ToArray(), "t.yaml", limits).Codes().ShouldBe(["YAML001"]);
    }

    static Diagnostic Refusal(byte[] bytes)
    {
        var parsed = YamlDocument.ReadAll(bytes, "t.yaml", ReadLimits.Default);
        parsed.Value.ShouldBeNull();
        return parsed.Diagnostics.Single();
    }
}
