using System.Globalization;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary>Sign-offs and what became of them, for people.</summary>
static class SignOffText
{
    const int FilesMax = 20;

    public static void Write(Page page, SignOffRecord record)
    {
        page.Field("Signed by", SafeText.Line(record["role"].Length == 0 ? record["by"] : $"{record["by"]}, {record["role"]}"));
        page.Field("When", SafeText.Line(record.SignedAt is { } at ? at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) : record["signed-at"]));
        if (record["note"].Length > 0)
        {
            page.Field("Note", SafeText.Line(record["note"]));
        }

        page.Field("Covered", $"{MoveWords.Share(record.Summary.Covered)} (detection {MoveWords.Share(record.Summary.Detection)}, prevention {MoveWords.Share(record.Summary.Prevention)}, visibility {MoveWords.Share(record.Summary.Visibility)})");
        page.Field("Release", SafeText.Line($"ATT&CK {record["release"]}, Merlon {record["merlon"]}"));
        page.Field("Inputs", SafeText.Line($"{Page.Count(record.Inputs.Count, "file")}, together {record["inputs"]}"));
        page.Field("Output", SafeText.Line(record["output"]));
        page.Field("Hash", SafeText.Line(record.Hash));
        page.Field("Signature", SafeText.Line(record.Signature?.Algorithm ?? "none: signed off without a key"));
    }

    public static void Write(Page page, SignOffVerdict verdict, bool isLookedAt)
    {
        var record = verdict.Record;
        page.Title(SafeText.Line($"Sign-off {record.Number} of {record["organisation"]}, {record["as-of"]}: {AnswerWords.Headline(verdict, isLookedAt)}"));
        Write(page, record);
        page.Field("Checked", WordOf(verdict.Signature));
        foreach (var trouble in verdict.Tampering)
        {
            page.Paragraph(SafeText.Line($"tampered: {trouble}"), indent: 2, hanging: 2, Tone.Bad);
        }

        if (!isLookedAt)
        {
            page.Paragraph("Inputs and outputs were not looked at: name the organisation to compare them.", indent: 2);
            return;
        }

        foreach (var change in verdict.Inputs.Take(FilesMax))
        {
            var line = change.Line > 0 ? string.Create(CultureInfo.InvariantCulture, $":{change.Line}") : "";
            page.Paragraph(SafeText.Line($"{change.Kind.ToString().ToLowerInvariant()}: {SignOffJson.NameOf(change.Role)} {change.Document}{line}"), indent: 2, hanging: 2);
        }

        if (verdict.Inputs.Count > FilesMax)
        {
            page.Paragraph($"and {Page.Count(verdict.Inputs.Count - FilesMax)} more files: --json has all", indent: 2);
        }

        foreach (var difference in verdict.Parameters)
        {
            page.Paragraph(SafeText.Line($"number of the model: {difference}"), indent: 2, hanging: 2);
        }

        if (verdict.OtherMerlon is { } other)
        {
            page.Paragraph(SafeText.Line($"signed with Merlon {record["merlon"]}, looked at with Merlon {other}: outputs may differ for that alone"), indent: 2, hanging: 2);
        }

        if (verdict.IsOutputSame == false && verdict.Move is { } move)
        {
            new MoveText(page).Write(move, fell: null);
        }
    }

    public static string WordOf(SignatureState state) => state switch
    {
        SignatureState.Valid => "the signature is valid, by the key given",
        SignatureState.ValidByOwnKey => "the signature is valid by the key in the record; --public-key FILE says whose it has to be",
        SignatureState.Invalid => "the signature is not of this record by this key",
        SignatureState.Missing => "a key was given, and the record has no signature",
        _ => "no digital signature",
    };
}
