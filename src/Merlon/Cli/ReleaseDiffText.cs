using Merlon.Changes;
using Merlon.Web.Changes;

namespace Merlon.Cli;

/// <summary>A comparison for people at a terminal: how much of everything, then what it is.</summary>
static class ReleaseDiffText
{
    /// <summary>Most entries of one list unless a type or details are asked for; the rest is counted.</summary>
    public const int ListedMax = 15;

    public static void Write(Page page, DiffView view, DiffRequest request, IReadOnlyList<string> written)
    {
        page.Title(SafeText.Line($"ATT&CK {view.Diff.From} → {view.Diff.To}"));
        var listedMax = request.Details || request.Types.Count > 0 ? int.MaxValue : ListedMax;
        foreach (var domain in view.Domains)
        {
            WriteSummary(page, view, domain);
            foreach (var type in view.TypesOf(domain))
            {
                WriteType(page, type, request.Details, listedMax);
            }

            WriteRelations(page, view, domain, request.Details);
            WriteFindings(page, view.FindingsOf(domain), listedMax);
        }

        WriteContributors(page, view.Contributors(), listedMax);
        page.Blank();
        if (view.IsEmpty)
        {
            page.Paragraph("Nothing differs.");
        }

        foreach (var file in written)
        {
            page.Paragraph(SafeText.Line($"Wrote {file}"));
        }
    }

    static void WriteSummary(Page page, DiffView view, DomainDiff domain)
    {
        page.Heading(SafeText.Line(domain.Domain));
        var rows = DiffCounts.Of(view.TypesOf(domain)).Where(static row => !row.IsEmpty).ToList();
        if (rows.Count > 0)
        {
            var table = new TextTable
            {
                Columns =
                [
                    new("", IsFlexible: true), new("live", IsNumber: true), new("now", IsNumber: true),
                    .. ChangeCategories.All.Select(static category => new TableColumn(HeadOf(category), IsNumber: true)),
                ],
            };
            foreach (var row in rows)
            {
                table.Add([row.Title, Page.Count(row.OldLive), Page.Count(row.NewLive), .. row.Counts.Select(static count => count == 0 ? "·" : Page.Count(count))]);
            }

            page.Table(table);
        }

        var relationships = view.RelationshipsOf(domain);
        if (relationships.Count > 0)
        {
            var table = new TextTable { Columns = [new("relationships", IsFlexible: true), new("live", IsNumber: true), new("now", IsNumber: true), new("new", IsNumber: true), new("changed", IsNumber: true), new("dropped", IsNumber: true)] };
            foreach (var one in relationships)
            {
                table.Add(SafeText.Line(one.Type), Page.Count(one.OldCount), Page.Count(one.NewCount), Page.Count(one.Additions.Count), Page.Count(one.Changes.Count), Page.Count(one.Deletions.Count));
            }

            page.Blank();
            page.Table(table);
        }
    }

    // Short enough for a page of 100 columns.
    static string HeadOf(ChangeCategory category) => category switch
    {
        ChangeCategory.Revocation => "rev.",
        ChangeCategory.Deprecation => "depr.",
        ChangeCategory.Deletion => "del.",
        ChangeCategory.Unchanged => "same",
        _ => category.Word(),
    };

    static void WriteType(Page page, TypeDiff type, bool withDetails, int listedMax)
    {
        foreach (var category in ChangeCategories.All)
        {
            var changes = type.Of(category);
            if (category == ChangeCategory.Unchanged || changes.Count == 0)
            {
                continue;
            }

            page.Blank();
            page.Paragraph($"{type.Type.Title}, {category.Word()} ({Page.Count(changes.Count)})", tone: Tone.Strong);
            foreach (var change in ChangeLook.Ordered(changes).Take(listedMax))
            {
                page.Paragraph(SafeText.Line($"{change.Shown.Label}{TailOf(change)}"), indent: 2, hanging: 2);
                if (withDetails)
                {
                    WriteDetails(page, change);
                }
            }

            WriteRest(page, changes.Count, listedMax);
        }
    }

    static void WriteRest(Page page, int count, int listedMax)
    {
        if (count > listedMax)
        {
            page.Paragraph($"… and {Page.Count(count - listedMax)} more (--details or --type lists all)", indent: 2, tone: Tone.Quiet);
        }
    }

    static string TailOf(ObjectChange change) => change.Category switch
    {
        ChangeCategory.Revocation => $"  → {change.Successor?.Label}",
        ChangeCategory.Addition or ChangeCategory.Deletion or ChangeCategory.Deprecation => "",
        _ => change.VersionStep.Length == 0 ? "" : $"  {change.VersionStep}",
    };

    static void WriteDetails(Page page, ObjectChange change)
    {
        foreach (var field in ChangeProse.Ordered(change.Fields()))
        {
            foreach (var line in LinesOf(field))
            {
                page.Paragraph(SafeText.Line(line), indent: 6, hanging: 2, tone: Tone.Quiet);
            }
        }

        if (change.Relations() is { IsEmpty: false } relations)
        {
            WriteRelations(page, relations);
        }
    }

    static IEnumerable<string> LinesOf(FieldChange field)
    {
        switch (field)
        {
            case FieldChange.Appeared appeared:
                yield return $"{field.Field}: + {appeared.Value}";
                break;
            case FieldChange.Vanished vanished:
                yield return $"{field.Field}: - {vanished.Value}";
                break;
            case FieldChange.Replaced replaced:
                yield return $"{field.Field}: {(ChangeProse.IsProse(replaced) ? Marked(replaced) : $"{replaced.Old} → {replaced.New}")}";
                break;
            case FieldChange.Items items:
                foreach (var item in items.Dropped)
                {
                    yield return $"{field.Field}: - {item}";
                }

                foreach (var item in items.Added)
                {
                    yield return $"{field.Field}: + {item}";
                }

                break;
            case FieldChange.Reordered reordered:
                yield return $"{field.Field}: another order: {string.Join(", ", reordered.New)}";
                break;
            default:
                throw new System.Diagnostics.UnreachableException(field.Field);
        }
    }

    // As wdiff marks words, which needs no colours.
    static string Marked(FieldChange.Replaced replaced) => string.Concat(ChangeProse.Cut(replaced.Words()).Select(static segment => segment.Kind switch
    {
        TextSegmentKind.Dropped => $"[-{segment.Text}-]",
        TextSegmentKind.Added => $"{{+{segment.Text}+}}",
        _ => segment.Text,
    }));

    static void WriteRelations(Page page, DiffView view, DomainDiff domain, bool withDetails)
    {
        if (withDetails || !view.Shows("techniques"))
        {
            return;
        }

        var changed = domain.ChangedRelations().ToList();
        if (changed.Count > 0)
        {
            page.Blank();
            page.Paragraph($"Around {Page.Count(changed.Count, "technique")} of both releases came and went: "
                + string.Join(", ", Kinds.Select(kind => $"{kind.Name} +{Page.Count(changed.Sum(one => kind.Of(one.Relations).Added.Count))} −{Page.Count(changed.Sum(one => kind.Of(one.Relations).Dropped.Count))}"))
                + " (--details names them)");
        }
    }

    static readonly (string Name, Func<TechniqueRelations, RelationChange> Of)[] Kinds =
    [
        ("mitigations", static relations => relations.Mitigations),
        ("data components", static relations => relations.DataComponents),
        ("detection strategies", static relations => relations.DetectionStrategies),
        ("procedures", static relations => relations.Procedures),
    ];

    static void WriteRelations(Page page, TechniqueRelations relations)
    {
        foreach (var (name, of) in Kinds)
        {
            var change = of(relations);
            foreach (var (sign, labels) in new[] { ("+", change.Added), ("-", change.Dropped) })
            {
                if (labels.Count > 0)
                {
                    page.Paragraph(SafeText.Line($"{name} {sign} {string.Join(", ", labels)}"), indent: 6, hanging: 2, tone: Tone.Quiet);
                }
            }
        }
    }

    static void WriteFindings(Page page, IReadOnlyList<ChangeFinding> findings, int listedMax)
    {
        if (findings.Count == 0)
        {
            return;
        }

        page.Blank();
        page.Paragraph($"Steps out of the ordinary ({Page.Count(findings.Count)})", tone: Tone.Strong);
        foreach (var finding in findings.Take(listedMax))
        {
            page.Paragraph(SafeText.Line($"{finding.About.Shown.Label}: {finding.Message}"), indent: 2, hanging: 2);
        }

        WriteRest(page, findings.Count, listedMax);
    }

    static void WriteContributors(Page page, IReadOnlyList<ContributorCredit> credits, int listedMax)
    {
        if (credits.Count > 0)
        {
            page.Heading($"New contributors ({Page.Count(credits.Count)})");
            var names = credits.Select(static credit => credit.Name).Take(Math.Max(listedMax, 60));
            page.Paragraph(SafeText.Line(string.Join("; ", names)), indent: 2);
            WriteRest(page, credits.Count, Math.Max(listedMax, 60));
        }
    }
}
