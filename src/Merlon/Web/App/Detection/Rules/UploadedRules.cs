using System.Security.Cryptography;
using Merlon.Documents;
using Merlon.Sigma.Linting;
using Merlon.Web.App.Assessment;
using Merlon.Web.Serving;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;

namespace Merlon.Web.App.Detection.Rules;

/// <summary>
/// Rules that people uploaded: files in the organisation's own folder, <c>rules/uploaded/available</c> or <c>rules/uploaded/deployed</c>. They count as detection only once somebody deploys them;
/// then the organisation file names the folder, by an entry that is added once.
/// </summary>
sealed class UploadedRules(ServeSettings settings, ServedWorkspace served)
{
    /// <summary>Folder of rules that are there but not in use, relative to the organisation.</summary>
    public const string AvailableName = "rules/uploaded/available";

    /// <summary>Folder of rules in use, relative to the organisation.</summary>
    public const string DeployedName = "rules/uploaded/deployed";

    /// <summary>Most uploaded rule files, removed ones too.</summary>
    public const int FilesMax = 20_000;

    const string RemovedName = "rules/uploaded/.removed"; // hidden: readers of rules leave it out
    const int IdChars = 24;

    /// <summary>Where organisation.yaml lies; uploads stand below.</summary>
    public string OrganisationFolder { get; } = Directory.Exists(settings.OrganisationPath) ? Path.GetFullPath(settings.OrganisationPath) : Path.GetDirectoryName(Path.GetFullPath(settings.OrganisationPath)) ?? "";

    /// <summary>Where available rules are.</summary>
    public string AvailableFolder => FolderOf(RuleUpload.Available);

    /// <summary>Another text whenever something was uploaded, deployed or removed.</summary>
    public string Revision
    {
        get
        {
            var all = served.Team.RuleUploads();
            return FormattableString.Invariant($"{all.Count}-{all.Sum(static one => one.Revision)}");
        }
    }

    /// <summary>All of them, removed ones too, the newest first.</summary>
    public IReadOnlyList<RuleUpload> List() => served.Team.RuleUploads();

    /// <summary>True for the folder of uploads, and what is in it.</summary>
    public bool Holds(string fullPath) => fullPath.StartsWith(Path.GetFullPath(Path.Combine(OrganisationFolder, "rules/uploaded")), StringComparison.Ordinal);

    /// <summary>The upload that a file came with; empty for any other file.</summary>
    public string IdOf(string fullPath)
        => Holds(fullPath) && Path.GetFileName(fullPath) is { Length: > IdChars } name && name.Take(IdChars).All(char.IsAsciiHexDigitLower) ? name[..IdChars] : "";

    /// <summary>Takes what was uploaded, file by file: each is read and checked first, and what is no rule is refused with its reason.</summary>
    /// <param name="body">A YAML file or a zip archive.</param>
    /// <param name="name">Its name; foreign text.</param>
    /// <param name="caller">Who uploads.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="InvalidDataException">It is too large, or empty.</exception>
    public async Task<RuleUploadOutcome> TakeAsync(Stream body, string name, Caller caller, CancellationToken cancellationToken)
    {
        var scratch = Path.Combine(settings.WorkspaceFolder, "uploads");
        Directory.CreateDirectory(scratch);
        var part = Path.Combine(scratch, $".{Team.NewDetectionId()}.part");
        try
        {
            await ReceiveAsync(body, part, cancellationToken);
            var read = RulePackage.Read(part, name.Length > LogUploadShelf.NameCharsMax ? name[..LogUploadShelf.NameCharsMax] : name, ReadLimits.Default, cancellationToken);
            var files = Check(read.Value ?? [], cancellationToken); // thousands of rules take their time: nobody waits for it
            return await served.WriteAsync(_ => Task.FromResult(Take(files, read.Diagnostics, caller)), cancellationToken);
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>Deploys, takes back or removes an upload, or brings it back.</summary>
    /// <param name="id">The upload.</param>
    /// <param name="state">Where it shall be.</param>
    /// <param name="caller">Who does it: the organisation file names the folder of deployed rules once, in its history under this name.</param>
    /// <param name="cancellationToken">Gives it up before anything changes.</param>
    public async Task<RuleUpload> MoveAsync(string id, string state, Caller caller, CancellationToken cancellationToken)
    {
        if (state == RuleUpload.Deployed && served.Team.FindRuleUpload(id) is not null)
        {
            Directory.CreateDirectory(FolderOf(RuleUpload.Deployed));
            await new OrganisationDesk(served).NameRulesAsync(DeployedName, caller); // before the section of the writer, which it may need itself
        }

        return await served.WriteAsync(
            _ =>
            {
                var upload = served.Team.FindRuleUpload(id) ?? throw new FileNotFoundException("there is no such upload of rules");
                var from = new[] { upload.State, RuleUpload.Available, RuleUpload.Deployed, RuleUpload.Removed }.Select(one => Path.Combine(FolderOf(one), upload.File)).FirstOrDefault(File.Exists)
                    ?? throw new FileNotFoundException("the file of this upload is gone from the organisation's folder");
                var to = Path.Combine(FolderOf(state), upload.File);
                Directory.CreateDirectory(FolderOf(state));
                if (!string.Equals(from, to, StringComparison.Ordinal))
                {
                    File.Move(from, to);
                }

                return served.Team.SetState(upload, state)
                    ? Task.FromResult(served.Team.FindRuleUpload(id) ?? upload)
                    : throw new ProblemException(412, "Somebody else changed this upload", "Look at it again and repeat what you wanted");
            },
            cancellationToken);
    }

    List<CheckedFile> Check(IReadOnlyList<RuleText> texts, CancellationToken cancellationToken)
    {
        var lint = new SigmaLint(SigmaLintOptions.Default with { Today = DateOnly.FromDateTime(settings.Clock.GetUtcNow().UtcDateTime) });
        List<CheckedFile> files = [];
        foreach (var text in texts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var bytes = text.Bytes ?? default;
            var file = lint.CheckFile(bytes, text.Document);
            files.Add(new CheckedFile(text, Convert.ToHexStringLower(SHA256.HashData(bytes.Span)), file.Content.Rules.Count + file.Content.Correlations.Count + file.Content.Filters.Count, file.Findings));
        }

        return files;
    }

    RuleUploadOutcome Take(IReadOnlyList<CheckedFile> files, IReadOnlyList<Diagnostic> unread, Caller caller)
    {
        var known = List();
        var hashes = known.Where(static one => one.State != RuleUpload.Removed).Select(static one => one.Sha256).ToHashSet(StringComparer.Ordinal);
        List<RuleUpload> taken = [];
        List<(string Name, string Why)> refused = [.. unread.Select(static one => (one.Excerpt ?? one.Document, one.Message))];
        List<Diagnostic> findings = [];
        foreach (var (text, hash, count, found) in files)
        {
            if (count == 0)
            {
                refused.Add((text.Document, found.FirstOrDefault(static one => one.Severity == Severity.Error)?.Message ?? "there is no Sigma rule in it"));
            }
            else if (!hashes.Add(hash))
            {
                refused.Add((text.Document, "the same file was uploaded before"));
            }
            else if (known.Count + taken.Count >= FilesMax)
            {
                refused.Add((text.Document, FormattableString.Invariant($"there are {FilesMax} uploaded files already")));
            }
            else
            {
                taken.Add(Save(text, hash, count, caller));
                findings.AddRange(found);
            }
        }

        return new RuleUploadOutcome(taken, refused, findings);
    }

    RuleUpload Save(RuleText text, string hash, int count, Caller caller)
    {
        var id = Team.NewDetectionId();
        var safe = LogUploadShelf.SafeName(text.Document);
        var file = $"{id}-{(safe.EndsWith(".yml", StringComparison.OrdinalIgnoreCase) || safe.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) ? safe : safe + ".yml")}";
        SingleFile.Write(Path.Combine(AvailableFolder, file), output => output.Write((text.Bytes ?? default).Span));
        var upload = new RuleUpload(id, text.Document, file, hash, count, RuleUpload.Available, caller.Id, caller.Name, Team.MomentOf(settings.Clock.GetUtcNow()), 1);
        served.Team.Add(upload);
        return upload;
    }

    sealed record CheckedFile(RuleText Text, string Sha256, int Rules, IReadOnlyList<Diagnostic> Findings);

    static async Task ReceiveAsync(Stream body, string part, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.Asynchronous);
        var buffer = new byte[81_920];
        long bytes = 0;
        for (int read; (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            bytes += read;
            if (bytes > RulePackage.PackageBytesMax)
            {
                throw new InvalidDataException($"an upload of rules has at most {RulePackage.PackageBytesMax} bytes");
            }

            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        if (bytes == 0)
        {
            throw new InvalidDataException("the file is empty");
        }
    }

    string FolderOf(string state) => Path.Combine(OrganisationFolder, state switch
    {
        RuleUpload.Deployed => DeployedName,
        RuleUpload.Removed => RemovedName,
        _ => AvailableName,
    });
}

/// <summary>What became of an upload of rules.</summary>
/// <param name="Taken">Files that were taken.</param>
/// <param name="Refused">Files that were not, and why.</param>
/// <param name="Findings">What a check noticed in those that were taken.</param>
sealed record RuleUploadOutcome(IReadOnlyList<RuleUpload> Taken, IReadOnlyList<(string Name, string Why)> Refused, IReadOnlyList<Diagnostic> Findings);
