using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Merlon.Assessment;
using Merlon.Documents;
using Merlon.Trend;
using Merlon.Workspaces.Storage;

namespace Merlon.Workspaces;

public sealed partial class Workspace
{
    const string NoPrevious = "-";

    /// <summary>
    /// Assesses, records, and appends to the journal who signs it off, over which inputs and outputs; with a key a digital signature too. Without
    /// a value the diagnostics say why, and nothing is signed.
    /// </summary>
    /// <exception cref="InvalidDataException">The key cannot be read, or the release is none of the workspace.</exception>
    public Task<Parsed<SignOffRecord>> SignAsync(SignOffRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        RequireWriter();
        RequireStoredRelease(request.Assess);
        return Task.Run(() => Sign(request, progress, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Says what became of a signed assessment: whether its record and its chain are whole, its signature valid, its inputs and outputs the same;
    /// and what moved. Reads only. Without a value the diagnostics say why.
    /// </summary>
    public Task<Parsed<SignOffVerdict>> VerifyAsync(VerifyRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
        => Task.Run(() => Verify(request, progress, cancellationToken), cancellationToken);

    /// <summary>Every sign-off of the journal, oldest first, as recorded.</summary>
    public IReadOnlyList<SignOffRecord> ListSignOffs() => FindJournal() is { } journal ? [.. journal.SignOffs().Select(row => RecordOf(journal, row))] : [];

    static void RequireStoredRelease(AssessRequest request)
    {
        if (request.ReleasePath is not null)
        {
            throw new InvalidDataException("a sign-off names the release by its content: add it with merlon release add, and use it by its version");
        }
    }

    Parsed<SignOffRecord> Sign(SignOffRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        List<Diagnostic> diagnostics = [];
        if (request.PrivateKey is { } tried)
        {
            _ = SignOffKey.Sign("", tried, request.Passphrase); // a key that does not open is refused before anything is recorded
        }

        if (ReadInputs(request.Assess with { Record = true }, progress, diagnostics, cancellationToken) is not { } inputs)
        {
            return new Parsed<SignOffRecord>(Value: null, diagnostics);
        }

        var assessment = Judge(inputs, progress, diagnostics, cancellationToken);
        var output = HashOf(request.Output(assessment));
        Record(inputs, assessment, progress, cancellationToken);
        var journal = JournalForWriting();
        var chain = journal.SignOffs();
        var number = (chain.Count == 0 ? 0 : chain[^1].Sequence) + 1;
        var now = clock.GetUtcNow();
        var manifest = InputManifest.Of(inputs.Files);
        var text = TextOf(request, inputs, assessment, new SignedFacts(number, now, HashOf(manifest), output, chain.Count == 0 ? NoPrevious : chain[^1].Hash, journal.Assessments()[^1]));
        var signature = request.PrivateKey is { } key ? SignOffKey.Sign(text, key, request.Passphrase) : null;
        SignOffRow row = new(
            number, JournalText.Of(now), text, SignOffRecord.HashOf(text), signature?.Algorithm ?? "", signature?.PublicKey ?? "", signature?.Value ?? "");
        return journal.Append(row, [manifest], cancellationToken)
            ? new Parsed<SignOffRecord>(RecordOf(journal, row), diagnostics)
            : throw new WorkspaceLockedException($"the journal of {Folder} was changed by another process meanwhile; try again");
    }

    static string TextOf(SignOffRequest request, AssessmentInputs inputs, GapAssessment assessment, SignedFacts facts)
    {
        var summary = assessment.Summary;
        return SignOffRecord.TextOf(
        [
            ("merlon-sign-off", Number(SignOffRecord.FormatVersion)), ("number", Number(facts.Number)), ("previous", facts.Previous),
            ("signed-at", JournalText.Of(facts.At)), ("by", request.By), ("role", request.Role), ("note", request.Note),
            ("organisation", inputs.Organisation.Name), ("document", inputs.Paths.Document), ("as-of", JournalText.Of(inputs.AsOf)), ("merlon", MerlonVersion),
            ("release", inputs.Context.Release.Version), ("assessment", Number(facts.Assessment.Sequence)), ("parameters", facts.Assessment.ParametersHash),
            ("organisation-file", facts.Assessment.OrganisationHash), ("inputs", facts.Inputs), ("output", facts.Output), ("visibility", Number(summary.Visibility)),
            ("detection", Number(summary.Detection)), ("prevention", Number(summary.Prevention)), ("covered", Number(summary.Covered)),
            ("techniques", Number(summary.Techniques)), ("refuted", Number(summary.Refuted)), ("tested", Number(summary.Tested)),
        ]);
    }

    static string Number(double number) => number.ToString(CultureInfo.InvariantCulture);

    static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    static SignOffRecord RecordOf(Journal journal, SignOffRow row)
    {
        SignOffRecord record = new()
        {
            Text = row.Record,
            Hash = row.Hash,
            Inputs = [],
            Signature = row.Signature.Length == 0 ? null : new SignOffSignature(row.Algorithm, row.PublicKey, row.Signature),
        };
        try
        {
            return record with { Inputs = InputManifest.TryRead(journal.Document(record["inputs"])) ?? [] };
        }
        catch (WorkspaceFormatException)
        {
            return record; // the chain says that it was changed
        }
    }

    Parsed<SignOffVerdict> Verify(VerifyRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        List<Diagnostic> diagnostics = [];
        var journal = FindJournal();
        var chain = journal?.SignOffs() ?? [];
        var row = request.Record is { } given ? chain.FirstOrDefault(r => r.Sequence == given.Number)
            : request.Number is { } number ? chain.FirstOrDefault(r => r.Sequence == number) : chain.Count > 0 ? chain[^1] : null;
        if ((request.Record ?? (row is null || journal is null ? null : RecordOf(journal, row))) is not { } record)
        {
            diagnostics.Add(new Diagnostic(
                "SIGN001", Severity.Error, Folder, SourceLocation.Whole, request.Number is null ? "nothing was signed off here yet" : $"there is no sign-off {request.Number}", Advice: "merlon sign signs an assessment off"));
            return new Parsed<SignOffVerdict>(Value: null, diagnostics);
        }

        SignOffVerdict verdict = new()
        {
            Record = record,
            Tampering = [.. TamperingOf(record), .. request.Record is null || row is null || row.Record == record.Text ? [] : (string[])[$"the journal's sign-off {record.Number} has another text"], .. ChainTampering(journal, chain)],
            Signature = StateOf(record, request.PublicKey),
            Inputs = [],
        };
        if (request.Assess is not { } assess)
        {
            return new Parsed<SignOffVerdict>(verdict, diagnostics);
        }

        RequireStoredRelease(assess);
        var version = assess.ReleaseVersion ?? (Store.Find(record["release"]) is not null || IsBuiltIn(record["release"]) ? record["release"] : null);
        if (ReadInputs(assess with { AsOf = record.AsOf, ReleaseVersion = version, Record = false }, progress, diagnostics, cancellationToken) is not { } inputs)
        {
            return new Parsed<SignOffVerdict>(Value: null, diagnostics);
        }

        var assessment = Judge(inputs, progress, diagnostics, cancellationToken);
        return new Parsed<SignOffVerdict>(
            verdict with
            {
                Inputs = ChangesOf(record, inputs, journal),
                IsOutputSame = string.Equals(HashOf(request.Output(assessment)), record["output"], StringComparison.Ordinal),
                OtherMerlon = string.Equals(record["merlon"], MerlonVersion, StringComparison.Ordinal) ? null : MerlonVersion,
                Parameters = ParametersOf(record, assessment, journal),
                Move = SignedMove(record, inputs, assessment, diagnostics, progress),
            },
            diagnostics);
    }

    static IEnumerable<string> TamperingOf(SignOffRecord record)
    {
        if (!string.Equals(SignOffRecord.HashOf(record.Text), record.Hash, StringComparison.Ordinal))
        {
            yield return $"sign-off {record.Number}: its text is not the one that its hash was made of";
        }

        if (!string.Equals(HashOf(InputManifest.Of(record.Inputs)), record["inputs"], StringComparison.Ordinal))
        {
            yield return $"sign-off {record.Number}: its list of inputs is not the one that was signed";
        }
    }

    static IEnumerable<string> ChainTampering(Journal? journal, IReadOnlyList<SignOffRow> chain)
    {
        var previous = NoPrevious;
        for (var i = 0; i < chain.Count && journal is not null; i++)
        {
            var record = RecordOf(journal, chain[i]);
            if (chain[i].Sequence != i + 1 || record.Number != i + 1)
            {
                yield return $"the journal's chain of sign-offs has a gap at {i + 1}";
            }

            if (!string.Equals(record["previous"], previous, StringComparison.Ordinal))
            {
                yield return $"the journal's sign-off {chain[i].Sequence} does not follow the one before it";
            }

            foreach (var trouble in TamperingOf(record))
            {
                yield return $"in the journal, {trouble}";
            }

            previous = SignOffRecord.HashOf(chain[i].Record);
        }
    }

    static SignatureState StateOf(SignOffRecord record, string? publicKey) => record.Signature is not { } signature
        ? publicKey is null ? SignatureState.None : SignatureState.Missing
        : !SignOffKey.IsValid(record.Text, signature, publicKey) ? SignatureState.Invalid
        : publicKey is null ? SignatureState.ValidByOwnKey : SignatureState.Valid;

    static List<InputChange> ChangesOf(SignOffRecord record, AssessmentInputs inputs, Journal? journal)
    {
        var before = record.Inputs.DistinctBy(static f => (f.Role, f.Document)).ToDictionary(static f => (f.Role, f.Document));
        var after = inputs.Files.DistinctBy(static f => (f.Role, f.Document)).ToDictionary(static f => (f.Role, f.Document));
        return
        [
            .. before.Keys.Union(after.Keys).OrderBy(static k => k.Role).ThenBy(static k => k.Document, StringComparer.Ordinal)
                .Select(key => (key, Old: before.GetValueOrDefault(key), New: after.GetValueOrDefault(key)))
                .Where(static c => !string.Equals(c.Old?.Sha256, c.New?.Sha256, StringComparison.Ordinal))
                .Select(c => new InputChange(
                    c.Old is null ? InputChangeKind.Added : c.New is null ? InputChangeKind.Removed : InputChangeKind.Changed, c.key.Role, c.key.Document,
                    c.key.Role == InputRole.Organisation && c.Old is not null && c.New is not null ? FirstLine(record, inputs, journal) : 0)),
        ];
    }

    /// <summary>The first line of the organisation file that differs, 1 and up; 0 when its signed text is not known.</summary>
    static int FirstLine(SignOffRecord record, AssessmentInputs inputs, Journal? journal)
    {
        try
        {
            if (journal?.Document(record["organisation-file"]) is not { } signed)
            {
                return 0;
            }

            var (old, now) = (Encoding.UTF8.GetString(signed).Split('\n'), Encoding.UTF8.GetString(inputs.OrganisationText.Span).Split('\n'));
            var line = 0;
            while (line < old.Length && line < now.Length && string.Equals(old[line], now[line], StringComparison.Ordinal))
            {
                line++;
            }

            return line + 1;
        }
        catch (WorkspaceFormatException)
        {
            return 0;
        }
    }

    static IReadOnlyList<string> ParametersOf(SignOffRecord record, GapAssessment assessment, Journal? journal)
    {
        var now = ParameterText.Of(assessment.Coverage.Parameters, assessment.Profile.Parameters);
        if (string.Equals(HashOf(now), record["parameters"], StringComparison.Ordinal))
        {
            return [];
        }

        try
        {
            return journal?.Document(record["parameters"]) is { } signed ? ParameterText.Differences(signed, now) : ["the numbers of the model"];
        }
        catch (WorkspaceFormatException)
        {
            return ["the numbers of the model"];
        }
    }

    CoverageMove? SignedMove(SignOffRecord record, AssessmentInputs inputs, GapAssessment assessment, List<Diagnostic> diagnostics, IProgress<WorkProgress>? progress)
    {
        if (FindJournal() is not { } journal || record.AsOf is not { } day)
        {
            return null;
        }

        TrendHistory history = new(journal, version => ReleaseThen(version, progress), diagnostics, Folder);
        var row = history.Assessments.FirstOrDefault(a => string.Equals(Number(a.Sequence), record["assessment"], StringComparison.Ordinal));
        return row is not null && history.Of(row, day) is { } signed ? MoveOf(history, signed, MomentOf(inputs, assessment)) : null;
    }

    sealed record SignedFacts(long Number, DateTimeOffset At, string Inputs, string Output, string Previous, AssessmentRow Assessment);
}

/// <summary>Who signs off what.</summary>
/// <param name="Assess">What to assess; it is recorded.</param>
/// <param name="By">Who signs.</param>
/// <param name="Output">The bytes of an assessment that the signature covers: the same for the same assessment.</param>
public sealed record SignOffRequest(AssessRequest Assess, string By, Func<GapAssessment, byte[]> Output)
{
    /// <summary>In which role; may be empty.</summary>
    public string Role { get; init; } = "";

    /// <summary>In their own words; may be empty.</summary>
    public string Note { get; init; } = "";

    /// <summary>A private key as PEM, or null to sign without one. It is not kept.</summary>
    public string? PrivateKey { get; init; }

    /// <summary>What the key is encrypted with, or null.</summary>
    public string? Passphrase { get; init; }
}

/// <summary>Which sign-off to look at.</summary>
/// <param name="Assess">The organisation to assess again, or null to look at the record alone.</param>
/// <param name="Number">Number of the sign-off in the journal, or null for the last.</param>
/// <param name="Record">A record from a file instead, or null.</param>
/// <param name="PublicKey">Key that the signature has to be by, as PEM, or null for the one that the record names.</param>
/// <param name="Output">As in <see cref="SignOffRequest"/>.</param>
public sealed record VerifyRequest(AssessRequest? Assess, long? Number, SignOffRecord? Record, string? PublicKey, Func<GapAssessment, byte[]> Output);
