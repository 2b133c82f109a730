using System.Text;
using Merlon.Documents;

namespace Merlon.Web.App.Detection.Rules;

/// <summary>Adds a folder of rules to the text of an organisation file: one entry more, everything else as it was, comments too.</summary>
static class RuleReference
{
    /// <summary>The text with the entry; the same text where it is there already; null where <c>rules:</c> is written in a way that is left to people.</summary>
    /// <param name="text">An organisation file.</param>
    /// <param name="path">The folder, with <c>/</c>.</param>
    /// <param name="state">Such as <c>deployed</c>.</param>
    public static string? Add(string text, string path, string state)
    {
        if (Has(text, path))
        {
            return text;
        }

        var breaks = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var lines = text.Split('\n').Select(static line => line.TrimEnd('\r')).ToList();
        var at = lines.FindIndex(static line => line.StartsWith("rules:", StringComparison.Ordinal));
        if (at < 0)
        {
            while (lines.Count > 0 && lines[^1].Length == 0)
            {
                lines.RemoveAt(lines.Count - 1);
            }

            lines.AddRange(["rules:", $"  - path: {path}", $"    state: {state}", ""]);
        }
        else
        {
            var value = lines[at]["rules:".Length..].Trim();
            if (value.Length > 0 && !value.StartsWith('#'))
            {
                return null;
            }

            var next = lines.Skip(at + 1).FirstOrDefault(static line => line.TrimStart() is { Length: > 0 } trimmed && !trimmed.StartsWith('#')) ?? "";
            var indent = next.TrimStart().StartsWith("- ", StringComparison.Ordinal) ? next[..^next.TrimStart().Length] : "  ";
            lines.InsertRange(at + 1, [$"{indent}- path: {path}", $"{indent}  state: {state}"]);
        }

        var changed = string.Join(breaks, lines);
        return Has(changed, path) ? changed : null;
    }

    static bool Has(string text, string path)
    {
        var read = YamlDocument.ReadAll(Encoding.UTF8.GetBytes(text), "organisation.yaml", ReadLimits.Default);
        return !read.Diagnostics.Any(static one => one.Severity == Severity.Error)
            && read.Value is [YamlNode.Mapping root, ..] && root.TryFind("rules", out var rules) && rules is YamlNode.Sequence list
            && list.Items.OfType<YamlNode.Mapping>().Any(entry => entry.TryFind("path", out var named) && named is YamlNode.Scalar scalar && string.Equals(scalar.Text.TrimEnd('/'), path, StringComparison.Ordinal));
    }
}
