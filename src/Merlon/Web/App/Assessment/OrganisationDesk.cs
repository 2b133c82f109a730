using System.Text;
using System.Text.Json;
using Merlon.Assessment;
using Merlon.Documents;
using Merlon.Intelligence;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Assessment;

/// <summary>Where the organisation file is read and changed: every change is checked, carried over what others did meanwhile, kept in the history, or refused with what stands against it.</summary>
sealed class OrganisationDesk(ServedWorkspace served)
{
    readonly Lock making = new();
    volatile OrganisationContext? made;

    /// <summary>What is served.</summary>
    public ServedWorkspace Served => served;

    string Place => served.Settings.OrganisationPath;

    /// <summary>The file as it is on the disk.</summary>
    public OrganisationText Read()
    {
        if (IsShared)
        {
            served.Read(static _ => true); // takes what other servers changed
        }

        return served.Team.ReadOrganisation(Place);
    }

    bool IsShared => served.Settings.Database is not null;

    /// <summary>What the words of the file are resolved against: as in the last assessment, or without one from the release in use.</summary>
    public OrganisationContext Context()
    {
        if (served.Last?.Assessment?.Context is { } judged)
        {
            return judged;
        }

        lock (making)
        {
            var release = (served.Release() ?? throw new ProblemException(500, "The release cannot be read", "the release of ATT&CK in use is damaged")).Release;
            return made is { } known && ReferenceEquals(known.Release, release) ? known
                : made = new OrganisationContext(release, GroupSectors.OpenBuiltIn(), served.Read(static workspace => workspace.LoadControls().Value ?? ControlMappings.OpenBuiltIn()), LogSourceCatalogue.OpenBuiltIn());
        }
    }

    /// <summary>What a text says, and what is noticed in it.</summary>
    public Parsed<Organisation> Resolve(string text)
        => OrganisationFile.Read(Encoding.UTF8.GetBytes(text), OrganisationFile.FileName, Context(), ReadLimits.Default, Today);

    /// <summary>Today, as assessments count it.</summary>
    public DateOnly Today => DateOnly.FromDateTime(served.Clock.GetLocalNow().DateTime);

    /// <summary>Makes changes that were meant for the text of a tag.</summary>
    /// <exception cref="ProblemException">Somebody else changed the same (412), or it cannot be saved (400).</exception>
    public Task<SavedEdit> EditAsync(IReadOnlyList<YamlEdit> edits, string tag, Caller caller)
    {
        var context = Context();
        var known = served.Team.OrganisationTextOf(tag);
        OrganisationEdited.Done? outcome = null;
        var isCarried = false;
        return SaveAsync(caller, "edit", before =>
        {
            RequireThere(before);
            var applied = edits;
            if (!string.Equals(before.Tag, tag, StringComparison.Ordinal))
            {
                applied = Carried(known, before, edits);
                isCarried = true;
            }

            outcome = Checked(OrganisationEdit.Apply(before.Text, applied, context, Today));
            return (outcome.Text, EditJson.Words(applied));
        }, () => (outcome?.Fresh ?? [], isCarried));
    }

    /// <summary>Names a folder of rules in the file as deployed, once.</summary>
    /// <param name="folder">The folder, relative to the file, with <c>/</c>.</param>
    /// <param name="caller">Who does it.</param>
    public async Task NameRulesAsync(string folder, Caller caller)
    {
        var current = Read();
        RequireThere(current);
        var isNamed = TreeOf(current.Text) is YamlNode.Mapping root && root.TryFind("rules", out var rules) && rules is YamlNode.Sequence list
            && list.Items.OfType<YamlNode.Mapping>().Any(entry => GuideState.TextOf(entry, "path") is var path && (path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path).TrimEnd('/') == folder);
        if (!isNamed)
        {
            await EditAsync([new YamlEdit.Add(YamlPath.Root["rules"], [YamlTree.Map(("path", YamlTree.Text(folder)), ("state", YamlTree.Text("deployed")))])], current.Tag, caller);
        }
    }

    /// <summary>Takes a whole text that was made from the one of a tag; what others changed in other lines meanwhile is kept.</summary>
    /// <exception cref="ProblemException">Somebody else changed the same lines (412), or it cannot be saved (400).</exception>
    public Task<SavedEdit> PutAsync(string text, string tag, Caller caller, string how = "text", string what = "", string earlier = "")
    {
        var context = Context();
        var known = served.Team.OrganisationTextOf(tag);
        OrganisationEdited.Done? outcome = null;
        var isCarried = false;
        return SaveAsync(caller, how, before =>
        {
            if (!string.Equals(before.Tag, tag, StringComparison.Ordinal))
            {
                text = (known is null || !before.IsThere ? null : TextLines.Merge(known, text, before.Text)) ?? throw Changed(before, [], []);
                isCarried = true;
            }

            outcome = Checked(OrganisationEdit.Replace(before.Text, text, context, Today, earlier));
            return (text, what);
        }, () => (outcome?.Fresh ?? [], isCarried));
    }

    /// <summary>Writes the file that was not there.</summary>
    public Task<SavedEdit> CreateAsync(string text, Caller caller) => PutAsync(text, "none", caller, "create");

    /// <summary>Makes an earlier version the current one.</summary>
    public Task<SavedEdit> RestoreAsync(long number, string tag, Caller caller)
    {
        var (version, text) = Version(number);
        return PutAsync(text, tag, caller, "restore", $"{version.Number}", text);
    }

    /// <summary>Takes one version's change back and leaves what came after it, where that did not touch the same lines.</summary>
    public Task<SavedEdit> UndoAsync(long number, Caller caller)
    {
        var (_, after) = Version(number);
        var before = number > 1 && served.Team.FindOrganisationVersion(number - 1) is { } earlier ? earlier.Text : throw new ProblemException(409, "That cannot be undone", "There is no version before it");
        var context = Context();
        OrganisationEdited.Done? outcome = null;
        return SaveAsync(caller, "undo", now =>
        {
            var text = TextLines.Merge(after, before, now.Text) ?? throw new ProblemException(409, "That cannot be undone any more", "The same lines were changed since; the history has every version");
            outcome = Checked(OrganisationEdit.Replace(now.Text, text, context, Today, before));
            return (text, $"{number}");
        }, () => (outcome?.Fresh ?? [], false));
    }

    /// <summary>A version and its text.</summary>
    public (OrganisationVersion Version, string Text) Version(long number)
        => served.Team.FindOrganisationVersion(number) ?? throw new ProblemException(404, "There is no such version", "It may have been forgotten; the newest are kept");

    async Task<SavedEdit> SaveAsync(Caller caller, string how, Func<OrganisationText, (string Text, string What)> change, Func<(IReadOnlyList<Diagnostic>, bool)> outcome)
    {
        OrganisationText Change() => served.Team.ChangeOrganisation(Place, AuthorOf(caller), how, change);

        // Where several servers share the organisation's files, they go out before anything is acknowledged.
        var saved = IsShared ? await served.WriteAsync(_ => Task.FromResult(Change()), CancellationToken.None) : Change();
        served.Changed();
        var (fresh, isCarried) = outcome();
        return new SavedEdit(saved, served.Team.OrganisationVersions(1) is [var last] ? last.Number : 0, fresh, isCarried);
    }

    static OrganisationEdited.Done Checked(OrganisationEdited edited) => edited switch
    {
        OrganisationEdited.Done done => done,
        OrganisationEdited.Refused refused => throw new ProblemException(new Problem(400, "That cannot be saved", refused.Why) { Further = json => DiagnosticJson.Write(json, "diagnostics", refused.Fresh) }),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    IReadOnlyList<YamlEdit> Carried(string? known, OrganisationText now, IReadOnlyList<YamlEdit> edits)
    {
        if (known is null || TreeOf(known) is not { } was || TreeOf(now.Text) is not { } current)
        {
            throw Changed(now, [], []);
        }

        var rebase = YamlRebase.Of(was, current, edits);
        return rebase.Conflicts.Count == 0 ? rebase.Edits : throw Changed(now, rebase.Edits, rebase.Conflicts);
    }

    ProblemException Changed(OrganisationText now, IReadOnlyList<YamlEdit> carried, IReadOnlyList<YamlConflict> conflicts)
    {
        var last = served.Team.OrganisationVersions(1) is [var newest] && newest.Tag == now.Tag ? newest : null;
        var who = last?.By.Name is { Length: > 0 } name ? name : "Somebody";
        return new ProblemException(new Problem(412, "Somebody else changed the same", $"{who} changed it meanwhile; nothing of yours was saved yet. Choose what shall stand")
        {
            Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["ETag"] = $"\"{now.Tag}\"" },
            Further = json =>
            {
                json.WriteString("tag", now.Tag);
                json.WriteString("by", last?.By.Name ?? "");
                json.WriteString("text", now.Text);
                json.WriteStartArray("carried");
                foreach (var edit in carried)
                {
                    EditJson.Write(json, edit);
                }

                json.WriteEndArray();
                json.WriteObjects("conflicts", conflicts, conflict => WriteConflict(json, conflict));
            },
        });
    }

    static void WriteConflict(Utf8JsonWriter json, YamlConflict conflict)
    {
        json.WriteString("path", conflict.Mine.Path.ToString());
        json.WritePropertyName("was");
        EditJson.Write(json, conflict.Was);
        json.WritePropertyName("theirs");
        EditJson.Write(json, conflict.Theirs);
        json.WritePropertyName("operation");
        EditJson.Write(json, conflict.Mine);
    }

    /// <summary>Who did something, for the team's tables.</summary>
    public static Author AuthorOf(Caller caller) => new(caller.Id, caller.Name);

    /// <summary>The tree of a text, or null.</summary>
    public static YamlNode? TreeOf(string text) => text.Length == 0 ? null : YamlDocument.Read(Encoding.UTF8.GetBytes(text), OrganisationFile.FileName, ReadLimits.Default).Value;

    static void RequireThere(OrganisationText text)
    {
        if (!text.IsThere)
        {
            throw new ProblemException(409, "There is no organisation yet", "Start the guide: it writes the file");
        }
    }
}

/// <summary>A change that was saved.</summary>
/// <param name="Text">The file afterwards.</param>
/// <param name="Version">Number of the newest version: with it the change can be undone.</param>
/// <param name="Fresh">What is noticed now that was not before.</param>
/// <param name="IsCarried">True when somebody else had changed other places meanwhile.</param>
sealed record SavedEdit(OrganisationText Text, long Version, IReadOnlyList<Diagnostic> Fresh, bool IsCarried);
