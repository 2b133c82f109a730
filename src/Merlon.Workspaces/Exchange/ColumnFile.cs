using System.Text;

namespace Merlon.Workspaces.Exchange;

/// <summary>A file that names the columns of a table, one on each line, as <c>information_schema</c> gives them.</summary>
public static class ColumnFile
{
    /// <summary>Largest file, in bytes.</summary>
    public const int BytesMax = 1024 * 1024;

    /// <summary>The names in the order of the file; lines without one are left out.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">It is larger than <see cref="BytesMax"/> or no UTF-8.</exception>
    public static IReadOnlyList<string> Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path} does not exist: name a file with a column on each line", path);
        }

        if (BoundedBytes.OfPlainFile(path, BytesMax) is not BoundedBytes.Whole { Bytes: var bytes })
        {
            throw new InvalidDataException($"{path} is larger than a list of columns may be ({BytesMax} bytes)");
        }

        try
        {
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes.Span).TrimStart('\uFEFF');
            return [.. text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException($"{path} is no UTF-8", e);
        }
    }
}
