using Merlon.Sigma.Explaining;

namespace Merlon.Cli;

/// <summary>Why a rule fires on a record or does not, as an indented list: [x] holds, [ ] does not.</summary>
static class RuleAccountText
{
    const int Step = 2;

    /// <summary>How the record was read and what each part of the rule says of it.</summary>
    public static void Write(Page page, RuleAccount account, int indent)
    {
        page.Paragraph(SafeText.Line(ReadAs(account)), indent, hanging: 4);
        if (account.Obstacle is { } obstacle)
        {
            page.Paragraph(SafeText.Line($"Not looked at: {obstacle}."), indent, hanging: 4);
        }

        foreach (var claim in account.Claims)
        {
            page.Paragraph(SafeText.Line($"As {claim.LogSource}:"), indent);
            foreach (var unmet in claim.Unmet)
            {
                page.Paragraph(SafeText.Line($"[ ] the record is not of this log source: {unmet}"), indent + Step, hanging: 4, tone: Tone.Bad);
            }

            if (claim.Part is { } part)
            {
                Write(page, part, indent + Step);
            }
        }
    }

    static string ReadAs(RuleAccount account)
    {
        if (account.Pipeline.Length == 0)
        {
            return "Read as: nothing that is known.";
        }

        var selectors = string.Join(", ", account.Selectors.Select(static pair => $"{pair.Key} {(pair.Value.Length == 0 ? "missing" : pair.Value)}"));
        return $"Read as: {account.Pipeline}{(selectors.Length == 0 ? "" : $" ({selectors})")}, of {(account.LogSources.IsEmpty ? "no log source" : string.Join(", ", account.LogSources))}.";
    }

    static void Write(Page page, PartAccount part, int indent)
    {
        var place = part.Location.Line > 0 ? FormattableString.Invariant($" (line {part.Location.Line})") : "";
        var reason = part.Reason.Length == 0 ? "" : $": {part.Reason}";
        page.Paragraph(SafeText.Line($"[{(part.IsTrue ? 'x' : ' ')}] {part.Text}{place}{reason}"), indent, hanging: 4, tone: part.IsTrue ? Tone.Good : Tone.Bad);
        foreach (var below in part.Parts)
        {
            Write(page, below, indent + Step + Step);
        }
    }
}
