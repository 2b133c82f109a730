using System.CommandLine;
using Merlon.Assessment;
using Merlon.Attack;

namespace Merlon.Cli;

/// <summary><c>merlon gaps explain</c>: one gap opened into its parts, how sure it is, and what would change it.</summary>
static class GapsExplainCommand
{
    const int PartsShown = 3;

    public static ExampledCommand Build(Terminal terminal)
    {
        var command = new ExampledCommand("explain", "Open one gap: every number down to the line of the file that it comes from, how sure it is, what would change it most.")
        {
            Examples =
            [
                new("merlon gaps explain T1059.001 examples/harbor-bank", "The priority as a tree of what it is made of."),
                new("merlon gaps explain T1003.001 my-organisation --json", "The same for programs; nothing is left out."),
            ],
        };
        var technique = OptionReading.Argument("TECHNIQUE", "Id of the technique, such as T1059.001.");
        command.Add(technique);
        var choice = new AssessmentChoice(command, isHere: true);
        var all = new Option<bool>("--all") { Description = $"Show every part, not only the {PartsShown} largest of each sum." };
        var json = OptionReading.Json();
        command.Add(all);
        command.Add(json);
        command.SetAction(async (parse, cancellationToken) =>
        {
            var word = parse.GetRequiredValue(technique);
            if (!TechniqueId.TryParse(word.ToUpperInvariant(), out var id))
            {
                return Failure.Refuse(terminal, $"'{SafeText.Line(word)}' is no id of a technique", "Write it as T1059 or T1059.001; look for one: merlon search WORDS");
            }

            if (await choice.LookAsync(parse, terminal, cancellationToken) is not { } assessment)
            {
                return ExitCode.BadInput;
            }

            if (GapExplanation.Of(assessment, id) is not { } explanation)
            {
                return Failure.Refuse(terminal, GapJson.WhyNone(assessment, id), "List the gaps there are: merlon gaps list");
            }

            if (parse.GetValue(json))
            {
                JsonPrint.To(terminal, writer => GapJson.Write(writer, explanation));
            }
            else
            {
                Write(new Page(terminal), assessment, explanation, parse.GetValue(all) ? int.MaxValue : PartsShown);
            }

            return ExitCode.Success;
        });
        return command;
    }

    static void Write(Page page, GapAssessment assessment, GapExplanation explanation, int partsMax)
    {
        var gap = explanation.Gap;
        page.Title($"{gap.Technique.Id} {SafeText.Line(gap.Technique.Name)}: gap {gap.Rank} of {assessment.Gaps.Count} for {SafeText.Line(assessment.Organisation.Name)}, as of {GapWords.Day(assessment.AsOf)}");
        page.Paragraph($"Covered {GapWords.Percent(gap.Coverage.Covered)}; the evidence can be read from {GapWords.Between(explanation.Covered)}, resting on {GapWords.Of(explanation.Basis)}.");
        foreach (var reason in gap.Reasons)
        {
            page.Paragraph($"- {SafeText.Line(reason)}", hanging: 2);
        }

        page.Heading("Where the number comes from");
        WritePart(page, explanation.Priority, 0, partsMax);
        page.Heading("What would be seen (no part of the priority)");
        WritePart(page, explanation.Visibility, 0, partsMax);
        page.Heading("What would change it most");
        if (explanation.Changes.Count == 0)
        {
            page.Paragraph("Nothing that is known here: no measure of the plan touches it, and nothing that speaks for it could fall silent.", 2);
        }

        var table = new TextTable { Columns = [new("covered after", IsNumber: true), new("", IsNumber: true), new("if", IsFlexible: true)] };
        foreach (var change in explanation.Changes)
        {
            var by = (change.CoveredAfter - gap.Coverage.Covered) * 100;
            table.Add(GapWords.Percent(change.CoveredAfter), string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{by:+0.0;-0.0}"), SafeText.Line(change.What));
        }

        if (explanation.Changes.Count > 0)
        {
            table.WriteTo(page);
        }
    }

    static void WritePart(Page page, ScorePart part, int depth, int partsMax)
    {
        var (indent, sign) = (depth * 2, SignOf(part.Operation));
        var isFlat = part.Operation == ScoreOperation.Product && part.Parts.All(static below => below.Parts.Count == 0);
        page.Paragraph($"{GapWords.Number(part.Value),-5} {SafeText.Line(part.Name)}{(sign.Length > 0 && !isFlat ? $" = {sign}" : "")}", indent, 6, depth == 0 ? Tone.Strong : Tone.Plain);
        WriteQuietly(page, part, indent + 6);
        if (isFlat)
        {
            // Factors that are given read best in one line.
            page.Paragraph(
                string.Join(" × ", part.Parts.Select(static factor => $"{GapWords.Number(factor.Value)} {SafeText.Line(factor.Name)}{Bracketed(factor.Detail)}")), indent + 6, tone: Tone.Quiet);
            foreach (var place in part.Parts.Select(static factor => factor.Place).Where(static place => place.Length > 0).Distinct(StringComparer.Ordinal))
            {
                page.Paragraph($"at {SafeText.Line(place)}", indent + 6, tone: Tone.Quiet);
            }

            return;
        }

        foreach (var below in part.Parts.Take(partsMax))
        {
            WritePart(page, below, depth + 1, partsMax);
        }

        if (part.Parts.Count > partsMax)
        {
            page.Paragraph($"and {part.Parts.Count - partsMax} smaller ones (--all shows them)", indent + 8, tone: Tone.Quiet);
        }
    }

    static string Bracketed(string detail) => detail.Length == 0 ? "" : $" ({SafeText.Line(detail)})";

    static void WriteQuietly(Page page, ScorePart part, int indent)
    {
        var more = string.Join("; ", new[] { SafeText.Line(part.Detail), SafeText.Line(part.Place) }.Where(static one => one.Length > 0));
        if (more.Length > 0)
        {
            page.Paragraph(more, indent, tone: Tone.Quiet);
        }
    }

    static string SignOf(ScoreOperation operation) => operation switch
    {
        ScoreOperation.Product => "product of",
        ScoreOperation.Sum => "sum of",
        ScoreOperation.Complement => "1 minus",
        ScoreOperation.Either => "one or the other of",
        ScoreOperation.Greatest => "the greatest of",
        ScoreOperation.Blend => "blend of",
        _ => "",
    };
}
