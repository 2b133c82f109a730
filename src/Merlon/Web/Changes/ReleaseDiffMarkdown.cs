using System.Globalization;
using System.Text;
using Merlon.Changes;

namespace Merlon.Web.Changes;

/// <summary>A comparison as Markdown (CommonMark and GitHub's tables): for release notes, wikis and tickets.</summary>
static class ReleaseDiffMarkdown
{
    /// <summary>The whole document. Foreign text is escaped, so that none of it becomes markup.</summary>
    public static string Of(DiffView view, bool withDetails)
    {
        var text = new StringBuilder();
        Line(text, $"# ATT&CK {Escaped(view.Diff.From)} → {Escaped(view.Diff.To)}");
        foreach (var domain in view.Domains)
        {
            AppendDomain(text, view, domain, withDetails);
        }

        if (view.Contributors() is { Count: > 0 } credits)
        {
            Line(text, "\n## New contributors\n");
            foreach (var credit in credits)
            {
                Line(text, $"* {Escaped(credit.Name)}");
            }
        }

        return text.ToString();
    }

    static void AppendDomain(StringBuilder text, DiffView view, DomainDiff domain, bool withDetails)
    {
        Line(text, $"\n## {Escaped(domain.Domain)}\n");
        Line(text, $"| | live in {Escaped(view.Diff.From)} | live in {Escaped(view.Diff.To)} | {string.Join(" | ", ChangeCategories.All.Select(static category => category.Word()))} |");
        Line(text, $"|---|{string.Concat(Enumerable.Repeat("--:|", ChangeCategories.All.Count + 2))}");
        foreach (var row in DiffCounts.Of(view.TypesOf(domain)).Where(static row => !row.IsEmpty))
        {
            Line(text, $"| {row.Title.Trim()} | {Number(row.OldLive)} | {Number(row.NewLive)} | {string.Join(" | ", row.Counts.Select(Number))} |");
        }

        AppendRelationships(text, view.RelationshipsOf(domain));
        foreach (var type in view.TypesOf(domain))
        {
            AppendType(text, type, withDetails);
        }

        if (view.FindingsOf(domain) is { Count: > 0 } findings)
        {
            Line(text, "\n### Steps out of the ordinary\n");
            foreach (var finding in findings)
            {
                Line(text, $"* {Linked(finding.About.Shown)}: {Escaped(finding.Message)}");
            }
        }
    }

    static void AppendRelationships(StringBuilder text, IReadOnlyList<RelationshipDiff> relationships)
    {
        if (relationships.Count == 0)
        {
            return;
        }

        Line(text, "\n| relationships | live before | live now | new | changed | dropped |\n|---|--:|--:|--:|--:|--:|");
        foreach (var one in relationships)
        {
            Line(text, $"| {Escaped(one.Type)} | {Number(one.OldCount)} | {Number(one.NewCount)} | {Number(one.Additions.Count)} | {Number(one.Changes.Count)} | {Number(one.Deletions.Count)} |");
        }
    }

    static void AppendType(StringBuilder text, TypeDiff type, bool withDetails)
    {
        if (type.IsEmpty)
        {
            return;
        }

        Line(text, $"\n### {type.Type.Title}");
        foreach (var category in ChangeCategories.All)
        {
            var changes = type.Of(category);
            if (category == ChangeCategory.Unchanged || changes.Count == 0)
            {
                continue;
            }

            Line(text, $"\n#### {category.Title()} ({Number(changes.Count)})\n");
            foreach (var change in ChangeLook.Ordered(changes))
            {
                Line(text, $"* {Linked(change.Shown)}{TailOf(change)}");
                if (withDetails)
                {
                    AppendDetails(text, change);
                }
            }
        }
    }

    static string TailOf(ObjectChange change) => change.Category switch
    {
        ChangeCategory.Revocation => change.Successor is { } successor ? $", revoked by {Linked(successor)}" : "",
        ChangeCategory.Addition or ChangeCategory.Deletion or ChangeCategory.Deprecation => "",
        _ => $" ({Escaped(change.VersionStep)})",
    };

    static void AppendDetails(StringBuilder text, ObjectChange change)
    {
        foreach (var field in ChangeProse.Ordered(change.Fields()))
        {
            Line(text, $"  * `{field.Field.Replace('`', '\'')}`: {ShownOf(field)}");
        }

        if (change.Relations() is { IsEmpty: false } relations)
        {
            AppendRelation(text, "mitigations", relations.Mitigations);
            AppendRelation(text, "data components", relations.DataComponents);
            AppendRelation(text, "detection strategies", relations.DetectionStrategies);
            AppendRelation(text, "procedures", relations.Procedures);
        }
    }

    static void AppendRelation(StringBuilder text, string name, RelationChange change)
    {
        if (change.Added.Count > 0)
        {
            Line(text, $"  * new {name}: {Escaped(string.Join("; ", change.Added))}");
        }

        if (change.Dropped.Count > 0)
        {
            Line(text, $"  * dropped {name}: {Escaped(string.Join("; ", change.Dropped))}");
        }
    }

    static string ShownOf(FieldChange field) => field switch
    {
        FieldChange.Appeared appeared => $"new: {Escaped(appeared.Value)}",
        FieldChange.Vanished vanished => $"gone: {Escaped(vanished.Value)}",
        FieldChange.Replaced replaced when ChangeProse.IsProse(replaced) => Marked(replaced),
        FieldChange.Replaced replaced => $"{Escaped(replaced.Old)} → {Escaped(replaced.New)}",
        FieldChange.Items items => string.Join("; ", items.Dropped.Select(static item => $"gone: {Escaped(item)}").Concat(items.Added.Select(static item => $"new: {Escaped(item)}"))),
        FieldChange.Reordered reordered => $"another order: {Escaped(string.Join(", ", reordered.New))}",
        _ => throw new System.Diagnostics.UnreachableException(field.Field),
    };

    // Emphasis must not begin or end with a space, so the spaces of a piece stay outside.
    static string Marked(FieldChange.Replaced replaced) => string.Concat(ChangeProse.Cut(replaced.Words()).Select(static segment => segment.Kind switch
    {
        TextSegmentKind.Same => Escaped(segment.Text),
        _ when string.IsNullOrWhiteSpace(segment.Text) => " ",
        TextSegmentKind.Dropped => Around(segment.Text, "~~"),
        _ => Around(segment.Text, "**"),
    }));

    static string Around(string text, string mark)
    {
        var inner = text.Trim();
        var start = text.IndexOf(inner, StringComparison.Ordinal);
        return $"{Escaped(text[..start])}{mark}{Escaped(inner)}{mark}{Escaped(text[(start + inner.Length)..])}";
    }

    static string Linked(PublishedObject one)
        => Uri.TryCreate(one.Url, UriKind.Absolute, out var address) && address.Scheme is "https" or "http"
            ? $"[{Escaped(one.Label)}]({address.AbsoluteUri.Replace("(", "%28", StringComparison.Ordinal).Replace(")", "%29", StringComparison.Ordinal)})"
            : Escaped(one.Label);

    static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);

    /// <summary>Text that stays text: what Markdown or HTML would take for markup is escaped, line breaks become spaces.</summary>
    static string Escaped(string foreign)
    {
        var safe = SafeText.Line(foreign);
        var text = new StringBuilder(safe.Length + 16);
        foreach (var c in safe)
        {
            switch (c)
            {
                case '<':
                    text.Append("&lt;");
                    break;
                case '>':
                    text.Append("&gt;");
                    break;
                case '&':
                    text.Append("&amp;");
                    break;
                case '\\' or '`' or '*' or '_' or '[' or ']' or '|' or '~' or '#' or '!':
                    text.Append('\\').Append(c);
                    break;
                default:
                    text.Append(c);
                    break;
            }
        }

        return text.ToString();
    }

    static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
