using System.Buffers.Binary;
using Merlon.Documents;

namespace Merlon.Attack;

/// <summary>
/// A release as it was read from bundles, kept so that it opens without reading them: its facts, what the reader noticed, and
/// where in the bundles each text stands. Opening it gives what reading the bundles gave, texts from the bundles' bytes,
/// which may be memory-mapped: they are touched only where a text is asked for.
/// </summary>
public static class CompiledRelease
{
    /// <summary>Writes a release that was read from bundles; deterministic bytes.</summary>
    /// <param name="read">The release with what was noticed; a release without objects of the bundles throws <see cref="ArgumentException"/>.</param>
    /// <param name="bundles">The very bytes that it was read from.</param>
    /// <param name="output">Where to.</param>
    public static void Write(Parsed<AttackRelease> read, IReadOnlyList<BundleBytes> bundles, Stream output)
    {
        var release = read.Value ?? throw new ArgumentException("there is no release", nameof(read));
        ReadOnlyMemory<byte>[] bytes = [.. bundles.Select(static bundle => bundle.Utf8)];
        var body = new PackBytesWriter();
        body.Count(bundles.Count);
        foreach (var bundle in bundles)
        {
            body.Text(bundle.Identity);
            body.Count(bundle.Utf8.Length);
        }

        Section(body, PackWriter.FactsOf(release));
        Section(body, TextsOf(release, bytes));
        Section(body, OthersOf(release, bytes));
        Section(body, DiagnosticsOf(read.Diagnostics, bundles));
        output.Write(PackFormat.CompiledMagic);
        Span<byte> checksum = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, PackFormat.Checksum(body.ToSpan()));
        output.Write(checksum);
        output.Write(body.ToSpan());
    }

    /// <summary>
    /// Opens a release. One that is damaged, of another version of the format, or was made of other bundles throws
    /// <see cref="InvalidDataException"/>, at once or, for relationships, when the first one is asked for: then read the
    /// bundles again. That the bundles' bytes are the ones of then is the caller's to know; wrong ones give wrong or empty
    /// texts, never an exception.
    /// </summary>
    /// <param name="compiled">What <see cref="Write"/> wrote; the release keeps it.</param>
    /// <param name="bundles">The bundles in the same order; the release keeps their bytes.</param>
    public static Parsed<AttackRelease> Read(ReadOnlyMemory<byte> compiled, IReadOnlyList<BundleBytes> bundles)
    {
        var head = PackFormat.CompiledMagic.Length + sizeof(uint);
        if (compiled.Length < head || !compiled.Span.StartsWith(PackFormat.CompiledMagic))
        {
            throw new InvalidDataException("this is not a compiled release of this version of Merlon");
        }

        var body = compiled[head..];
        if (BinaryPrimitives.ReadUInt32LittleEndian(compiled.Span[PackFormat.CompiledMagic.Length..]) != PackFormat.Checksum(body.Span))
        {
            throw new InvalidDataException("the compiled release is damaged: its checksum does not agree");
        }

        try
        {
            return ReadBody(body, bundles);
        }
        catch (Exception damage) when (PackTables.IsDamage(damage))
        {
            throw PackTables.Damaged(damage);
        }
    }

    static Parsed<AttackRelease> ReadBody(ReadOnlyMemory<byte> body, IReadOnlyList<BundleBytes> bundles)
    {
        var input = new PackBytesReader(body.Span);
        var isSame = input.Count() == bundles.Count;
        for (var i = 0; isSame && i < bundles.Count; i++)
        {
            isSame = string.Equals(input.Text(), bundles[i].Identity, StringComparison.Ordinal) && input.Count() == bundles[i].Utf8.Length;
        }

        if (!isSame)
        {
            throw new InvalidDataException("the compiled release was made of other bundles");
        }

        var bytes = new ReadOnlyMemory<byte>[bundles.Count];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = bundles[i].Utf8;
        }

        var facts = Section(body, ref input);
        var texts = new PackTexts(Section(body, ref input), bytes);
        var others = Others(Section(body, ref input), bytes);
        var release = PackReader.Read(facts, texts, others);
        return new Parsed<AttackRelease>(release, Diagnostics(Section(body, ref input), bundles));
    }

    static void Section(PackBytesWriter output, PackBytesWriter section)
    {
        output.Count(section.ToSpan().Length);
        output.Append(section);
    }

    static ReadOnlyMemory<byte> Section(ReadOnlyMemory<byte> body, ref PackBytesReader input)
    {
        var length = input.Count();
        var start = body.Length - input.Left;
        input.Bytes(length);
        return body.Slice(start, length);
    }

    static PackBytesWriter TextsOf(AttackRelease release, ReadOnlyMemory<byte>[] bundles)
    {
        var texts = new PackBytesWriter();
        foreach (var each in release.Objects)
        {
            PackTexts.Write(texts, new PublishedTexts(default, each.Facts.Description, each.Facts.Citations, each.Facts.Json), bundles);
        }

        foreach (var each in release.Relationships)
        {
            PackTexts.Write(texts, new PublishedTexts(each.Facts.StixId, each.Facts.Description, each.Facts.Citations, each.Facts.Json), bundles);
        }

        return texts;
    }

    static PackBytesWriter OthersOf(AttackRelease release, ReadOnlyMemory<byte>[] bundles)
    {
        var others = new PackBytesWriter();
        others.Count(release.OtherObjects.Count);
        var texts = new PackBytesWriter();
        foreach (var other in release.OtherObjects)
        {
            others.Text(other.Type);
            others.Text(other.StixId);
            others.Text(other.Domain);
            PackTexts.Write(texts, new PublishedTexts(default, default, default, other.Published.Json), bundles);
        }

        others.Append(texts);
        return others;
    }

    static OtherObject[] Others(ReadOnlyMemory<byte> section, ReadOnlyMemory<byte>[] bundles)
    {
        var input = new PackBytesReader(section.Span);
        var named = new (string Type, string StixId, string Domain)[input.CountOfRest()];
        for (var i = 0; i < named.Length; i++)
        {
            named[i] = (input.Text(), input.Text(), input.Text());
        }

        var texts = new PackTexts(section[(section.Length - input.Left)..], bundles);
        var others = new OtherObject[named.Length];
        for (var i = 0; i < others.Length; i++)
        {
            others[i] = new OtherObject(named[i].Type, named[i].StixId, named[i].Domain, new PublishedFields(texts.At(i).Json));
        }

        return others;
    }

    /// <summary>The document of a diagnostic is written as the place of its bundle, since the bundles may lie elsewhere next time; 0 and its name where it is another.</summary>
    static PackBytesWriter DiagnosticsOf(IReadOnlyList<Diagnostic> diagnostics, IReadOnlyList<BundleBytes> bundles)
    {
        var output = new PackBytesWriter();
        output.Count(diagnostics.Count);
        foreach (var each in diagnostics)
        {
            var document = 0;
            for (var i = 0; i < bundles.Count; i++)
            {
                document = string.Equals(bundles[i].Document, each.Document, StringComparison.Ordinal) ? i + 1 : document;
            }

            output.Text(each.Code);
            output.Byte((byte)each.Severity);
            output.Count(document);
            output.Text(document == 0 ? each.Document : "");
            output.Count(each.Location.Line);
            output.Count(each.Location.Column);
            Optional(output, each.Location.Path);
            output.Text(each.Message);
            Optional(output, each.Excerpt);
            Optional(output, each.Advice);
        }

        return output;
    }

    static List<Diagnostic> Diagnostics(ReadOnlyMemory<byte> section, IReadOnlyList<BundleBytes> bundles)
    {
        var input = new PackBytesReader(section.Span);
        var diagnostics = new List<Diagnostic>();
        for (var left = input.CountOfRest(); left > 0; left--)
        {
            var code = input.Text();
            var severity = (Severity)input.Byte();
            var place = input.Count();
            var name = input.Text();
            var document = place == 0 ? name : bundles[place - 1].Document;
            var location = new SourceLocation(input.Count(), input.Count(), Optional(ref input));
            diagnostics.Add(new Diagnostic(code, severity, document, location, input.Text(), Optional(ref input), Optional(ref input)));
        }

        return diagnostics;
    }

    static void Optional(PackBytesWriter output, string? text)
    {
        output.Byte(text is null ? (byte)0 : (byte)1);
        if (text is not null)
        {
            output.Text(text);
        }
    }

    static string? Optional(ref PackBytesReader input) => input.Byte() == 0 ? null : input.Text();
}

/// <summary>A bundle that a compiled release was made of.</summary>
/// <param name="Document">Its name in diagnostics.</param>
/// <param name="Identity">Names its content, such as a hash: the same identity, the same bytes.</param>
/// <param name="Utf8">Its bytes.</param>
public sealed record BundleBytes(string Document, string Identity, ReadOnlyMemory<byte> Utf8);
