using System.Globalization;
using System.Text;
using Merlon.Attack;
using Merlon.Prose;
using Merlon.Workspaces.Exchange;

namespace Merlon.Exports;

/// <summary>A release as Markdown files that link to each other: one for each object, one for each kind, one that begins.</summary>
static class MarkdownPages
{
    const string IndexName = "README.md";

    /// <summary>Every file; made when it is written.</summary>
    public static IEnumerable<OutputFile> Of(ExportScope scope)
    {
        var paths = new PagePaths(scope, ".md");
        yield return File(IndexName, Index(scope));
        foreach (var kind in scope.Objects.GroupBy(PagePaths.FolderOf, StringComparer.Ordinal).OrderBy(static kind => kind.Key, StringComparer.Ordinal))
        {
            yield return File($"{kind.Key}/{IndexName}", List(kind.Key, kind, paths));
        }

        foreach (var found in scope.Objects)
        {
            yield return new OutputFile(paths.Of(found) ?? IndexName, stream => stream.Write(Encoding.UTF8.GetBytes(Page(scope, found, paths))));
        }
    }

    static OutputFile File(string name, string markdown) => new(name, stream => stream.Write(Encoding.UTF8.GetBytes(markdown)));

    static string Index(ExportScope scope)
    {
        var markdown = new StringBuilder();
        markdown.Append(CultureInfo.InvariantCulture, $"# ATT&CK {MarkdownProse.Escape(scope.Release.Version)}\n\n{MarkdownProse.Escape(string.Join(", ", scope.Domains))}\n\n");
        foreach (var kind in scope.Objects.GroupBy(PagePaths.FolderOf, StringComparer.Ordinal).OrderBy(static kind => kind.Key, StringComparer.Ordinal))
        {
            markdown.Append(CultureInfo.InvariantCulture, $"- [{kind.Key.Replace('-', ' ')}]({kind.Key}/{IndexName}): {kind.Count()}\n");
        }

        foreach (var statement in ReleaseLicence.StatementsOf(scope.Release))
        {
            markdown.Append('\n').Append(MarkdownProse.Escape(statement)).Append('\n');
        }

        return markdown.ToString();
    }

    static string List(string kind, IEnumerable<AttackObject> objects, PagePaths paths)
    {
        var markdown = new StringBuilder();
        markdown.Append(CultureInfo.InvariantCulture, $"# {char.ToUpperInvariant(kind[0])}{kind[1..].Replace('-', ' ')}\n\n[Begin](../{IndexName})\n\n");
        foreach (var found in objects)
        {
            var state = found.IsLive ? "" : found.IsRevoked ? " (revoked)" : " (deprecated)";
            markdown.Append(CultureInfo.InvariantCulture, $"- [{MarkdownProse.Escape(found.ToString())}](../{paths.Of(found)}){state}\n");
        }

        return markdown.ToString();
    }

    static string Page(ExportScope scope, AttackObject found, PagePaths paths)
    {
        var page = ObjectPage.Of(scope.Release, found);
        var writer = new PageMarkdown(id => paths.Of(id) is { } path ? $"../{path}" : null);
        var markdown = new StringBuilder();
        writer.WriteHead(markdown, page, showsFields: true);
        writer.WriteText(markdown, page.Description);
        foreach (var section in page.Sections)
        {
            writer.WriteSection(markdown, section, isBrief: false);
        }

        PageMarkdown.WriteReferences(markdown, page.References);
        return markdown.ToString();
    }
}

/// <summary>Under which terms a release was published, in its publisher's words.</summary>
static class ReleaseLicence
{
    /// <summary>Statements of the markings that the release has; none in the built-in pack.</summary>
    public static IReadOnlyList<string> StatementsOf(AttackRelease release) =>
        [.. release.OtherObjects.Where(static other => other.Type is "marking-definition")
            .Select(static other => other.Published.ToElement())
            .Select(static marking => marking.TryGetProperty("definition", out var definition) && definition.ValueKind is System.Text.Json.JsonValueKind.Object
                && definition.TryGetProperty("statement", out var statement) && statement.ValueKind is System.Text.Json.JsonValueKind.String ? Decoded(statement) : "")
            .Where(static text => text.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    // A text with lone surrogates cannot be decoded; it is no licence.
    static string Decoded(System.Text.Json.JsonElement text)
    {
        try
        {
            return text.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }
}
