using System.Globalization;
using System.Text;

namespace Merlon.Workspaces;

/// <summary>
/// The list of an assessment's input files as text: a line <c>SHA256 BYTES ROLE NAME</c> for each, by role and name; in names <c>\</c> and line
/// breaks are written as <c>\\</c>, <c>\n</c> and <c>\r</c>. Its SHA-256 stands for all files together.
/// </summary>
static class InputManifest
{
    /// <summary>The files as text, UTF-8.</summary>
    public static byte[] Of(IEnumerable<InputFile> files)
    {
        var text = new StringBuilder();
        foreach (var file in files.OrderBy(static f => f.Role).ThenBy(static f => f.Document, StringComparer.Ordinal).ThenBy(static f => f.Sha256, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{file.Sha256} {file.Bytes} {file.Role} {Escaped(file.Document)}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Reads such a text; null when it is not one.</summary>
    public static IReadOnlyList<InputFile>? TryRead(ReadOnlySpan<byte> utf8)
    {
        List<InputFile> files = [];
        foreach (var line in Encoding.UTF8.GetString(utf8).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split(' ', 4);
            if (fields.Length < 4 || fields[0].Length != 64 || !long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
                || !Enum.TryParse<InputRole>(fields[2], out var role))
            {
                return null;
            }

            files.Add(new InputFile(role, Unescaped(fields[3]), fields[0], bytes));
        }

        return files;
    }

    static string Escaped(string name) => name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);

    static string Unescaped(string name)
    {
        if (!name.Contains('\\', StringComparison.Ordinal))
        {
            return name;
        }

        var text = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '\\' && i + 1 < name.Length)
            {
                i++;
                text.Append(name[i] switch { 'n' => '\n', 'r' => '\r', var other => other });
            }
            else
            {
                text.Append(name[i]);
            }
        }

        return text.ToString();
    }
}
