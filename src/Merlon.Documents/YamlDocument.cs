using System.Buffers;

namespace Merlon.Documents;

/// <summary>
/// Reads YAML 1.2 text into bounded trees of <see cref="YamlNode"/>; never throws for content. An alias stands for the
/// node that its anchor names (the same object, at its own place), <c>&lt;&lt;</c> merges mappings as YAML 1.1 has it,
/// tags other than those of the core schema are noted and otherwise ignored.
/// </summary>
public static class YamlDocument
{
    /// <summary>
    /// Reads every document of a YAML stream. A tab in indentation, a duplicate key, a non-scalar key, an unknown alias,
    /// wrong encoding or a limit that is passed each give a diagnostic (<c>YAML0nn</c>) with its line and column.
    /// A syntax error gives up the document that it stands in and what follows; documents before it are kept.
    /// </summary>
    /// <param name="utf8">The bytes of the stream; a UTF-8 byte order mark is skipped, UTF-16 is refused by name.</param>
    /// <param name="document">The document's name for diagnostics.</param>
    /// <param name="limits">Size, depth, node and alias bounds.</param>
    public static Parsed<IReadOnlyList<YamlNode>> ReadAll(ReadOnlyMemory<byte> utf8, string document, ReadLimits limits)
    {
        var log = new DiagnosticLog(document, limits);
        var roots = ReadRoots(utf8.Span, limits, log);
        return new(roots.Count == 0 ? null : roots, log.ToList());
    }

    /// <summary>
    /// As <see cref="ReadAll"/> for a stream that must hold exactly one document; several are refused, since to go on
    /// with one of them would silently leave out the others.
    /// </summary>
    public static Parsed<YamlNode> Read(ReadOnlyMemory<byte> utf8, string document, ReadLimits limits)
    {
        var log = new DiagnosticLog(document, limits);
        var roots = ReadRoots(utf8.Span, limits, log);
        if (roots.Count > 1)
        {
            log.Error(
                "YAML030",
                roots[1].Location with { Path = null },
                $"one document was expected, but the file holds {roots.Count}; nothing was read",
                advice: "put everything into one document and remove the --- line between them");
        }

        return new(log.HasErrors ? null : roots[0], log.ToList());
    }

    // Empty only where an error says why.
    static List<YamlNode> ReadRoots(ReadOnlySpan<byte> utf8, ReadLimits limits, DiagnosticLog log)
    {
        var chars = ArrayPool<char>.Shared.Rent(Math.Min(utf8.Length, limits.YamlBytesMax));
        try
        {
            if (!YamlText.TryDecode(utf8, limits, log, chars, out var length))
            {
                return [];
            }

            var text = chars.AsSpan(0, length);
            return YamlSubsetReader.TryRead(text, limits, out var roots) ? roots : ReadGeneral(text.ToString(), limits, log);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
        }
    }

    /// <summary>What the general parser makes of the text; the specification of <see cref="YamlSubsetReader"/>.</summary>
    internal static List<YamlNode> ReadGeneral(string text, ReadLimits limits, DiagnosticLog log)
    {
        var roots = new YamlTreeBuilder(text, limits, log).Build();
        if (roots.Count == 0 && !log.HasErrors)
        {
            log.Error(
                "YAML002", SourceLocation.Whole,
                "the document is empty: there is nothing in it but white space, comments or markers");
        }

        return roots;
    }
}
