using System.Text;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Intelligence;
using Merlon.Web.Api;
using Merlon.Web.Serving;

namespace Merlon.Web.App.Knowledge;

/// <summary>One object: its page, and as JSON.</summary>
static class ObjectRoutes
{
    /// <summary>Longest word that names an object, in characters.</summary>
    public const int WordCharsMax = 300;

    public static void Map(IEndpointRouteBuilder routes, KnowledgeShelf shelf)
    {
        var sectors = new Lazy<GroupSectors>(GroupSectors.OpenBuiltIn);
        routes.MapGet("/knowledge/{word}", (string word, string? release, HttpContext context) => ShowAsync(shelf, word, release, context)).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapGet("/api/v1/objects/{id}", (string id, string? release, string[]? section, bool? brief, bool? history, string? format) => Text(shelf, sectors, new ObjectQuestion(id, release, section ?? [], brief == true, history == true, IsMarkdown(format))))
            .For(TeamRole.Viewer).WithTags("Knowledge").WithName("GetObject")
            .WithSummary("An object by ATT&CK id, STIX id, name or alias: all fields, texts, references, and everything that it relates to, as merlon show --json; format=markdown for a text.");
    }

    /// <summary>The object that a word names.</summary>
    /// <exception cref="ProblemException">It names none, or several; the problem says what was probably meant.</exception>
    public static AttackObject Find(AttackRelease release, string word)
    {
        var wanted = word.Trim();
        if (wanted.Length is 0 or > WordCharsMax)
        {
            throw new InvalidDataException($"an object is named by 1 to {WordCharsMax} characters");
        }

        var lookup = ObjectLookup.Of(release, wanted);
        if (lookup is ObjectLookup.Found found)
        {
            return found.Object;
        }

        var (detail, candidates) = lookup switch
        {
            ObjectLookup.Moved moved => ($"ATT&CK {release.Version} does not have {wanted}; it lives as {string.Join(", ", moved.Techniques)}", (IReadOnlyList<AttackObject>)moved.Techniques),
            ObjectLookup.Several several => ($"'{wanted}' names several objects: {string.Join(", ", several.Objects)}", several.Objects),
            ObjectLookup.Unknown { Nearest: { } nearest } => ($"ATT&CK {release.Version} has nothing called '{wanted}'; did you mean '{nearest}'?", ObjectLookup.Of(release, nearest) is ObjectLookup.Found meant ? [meant.Object] : []),
            _ => ($"ATT&CK {release.Version} has nothing called '{wanted}'", []),
        };
        throw new ProblemException(new Problem(404, "There is no such object", detail)
        {
            Further = json => json.WriteObjects("candidates", candidates, candidate =>
            {
                ObjectJson.WriteReference(json, candidate);
                json.WriteString("stix_id", candidate.StixId);
                json.WriteString("type", ObjectKind.NameOf(candidate));
            }),
        });
    }

    static async Task ShowAsync(KnowledgeShelf shelf, string word, string? release, HttpContext context)
    {
        if (ObjectKind.Find(word) is { } kind)
        {
            await ListRoutes.ShowAsync(shelf, kind, context);
            return;
        }

        var open = shelf.Open(release);
        if (word.Trim().Length is 0 or > WordCharsMax || ObjectLookup.Of(open.Release, word.Trim()) is not ObjectLookup.Found { Object: var found })
        {
            await NotFoundAsync(open, word, context);
            return;
        }

        var href = new KnowledgeHref(open.Release, open.Asked);
        if (!string.Equals(word, found.Id, StringComparison.Ordinal) && !string.Equals(word, found.StixId, StringComparison.Ordinal) && href.WordOf(found) != word)
        {
            context.Response.Redirect(href.Of(found)); // one address for each object
            return;
        }

        var standing = await shelf.Served.StandingAsync(context.RequestAborted);
        var sheet = ObjectSheet.Of(shelf, open, found, context.Words(), standing);
        await (AppPage.Of<ObjectSheetPage>($"{found}", "knowledge", (nameof(ObjectSheetPage.Sheet), sheet)) with
        {
            Scripts = ["knowledge-page.js"],
            Styles = ["knowledge.css"],
            ScriptTexts = ["knowledge-script"],
            IsWide = true,
        }).AnswerAsync(context);
    }

    static Task NotFoundAsync(OpenRelease open, string word, HttpContext context)
    {
        var wanted = word.Trim();
        var lookup = wanted.Length is 0 or > WordCharsMax ? new ObjectLookup.Unknown(Nearest: null) : ObjectLookup.Of(open.Release, wanted);
        var similar = lookup is ObjectLookup.Unknown && wanted.Length is > 0 and <= WordCharsMax
            ? open.Indexed.Search(new Merlon.Search.SearchQuery(wanted, Merlon.Search.SearchFilter.None, HitsMax: 8)).Hits.Select(static hit => hit.Found) : [];
        var missing = new MissingObject(new KnowledgeHref(open.Release, open.Asked), wanted.Length > WordCharsMax ? wanted[..40] + "…" : wanted, lookup, [.. similar]);
        return (AppPage.Of<MissingObjectPage>(missing.Word, "knowledge", (nameof(MissingObjectPage.Missing), missing)) with
        {
            Styles = ["knowledge.css"],
            Status = lookup is ObjectLookup.Unknown ? StatusCodes.Status404NotFound : StatusCodes.Status200OK,
        }).AnswerAsync(context);
    }

    static IResult Text(KnowledgeShelf shelf, Lazy<GroupSectors> sectors, ObjectQuestion question)
    {
        var open = shelf.Open(question.Release);
        var found = Find(open.Release, question.Id);
        var key = $"{(question.IsMarkdown ? "markdown" : "json")} {found.StixId} {question.IsBrief} {question.ShowsHistory} {string.Join(' ', question.Sections)}";
        var text = open.Kept.Get(key, () =>
        {
            var view = new ObjectView(ObjectPage.Of(open.Release, found), found is Group ? sectors.Value : null)
            {
                Wanted = question.Sections,
                IsBrief = question.IsBrief,
                History = ObjectSheet.HistoryOf(shelf, open, found),
                ShowsHistory = question.ShowsHistory,
            };
            if (question.Sections.FirstOrDefault(section => !view.SectionWords.Contains(section, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            {
                var meant = Spelling.Nearest(unknown, view.SectionWords) is { } nearest ? $"; did you mean '{nearest}'?" : "";
                throw new InvalidDataException($"{found} has no section '{unknown}'{meant} Sections: {string.Join(", ", view.SectionWords)}");
            }

            return question.IsMarkdown ? ObjectMarkdown.Of(view) : JsonText.Line(json => ObjectJson.Write(json, view));
        });
        return question.IsMarkdown ? Answer.Bytes(Encoding.UTF8.GetBytes(text), ReleaseApi.MarkdownType) : Answer.Json(json => json.WriteRawValue(text, skipInputValidation: true), TagOf(open, key));
    }

    static bool IsMarkdown(string? format) => format switch
    {
        null or "json" => false,
        "markdown" => true,
        _ => throw new InvalidDataException($"format takes json or markdown, not '{format}'"),
    };

    /// <summary>The tag of an answer that rests on a release and a question.</summary>
    public static string TagOf(OpenRelease open, string question)
        => $"{open.Tag}-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(question)).AsSpan(0, 8))}";

    sealed record ObjectQuestion(string Id, string? Release, IReadOnlyList<string> Sections, bool IsBrief, bool ShowsHistory, bool IsMarkdown);
}

/// <summary>A word that names no object, or several.</summary>
public sealed class MissingObject
{
    internal MissingObject(KnowledgeHref href, string word, ObjectLookup lookup, IReadOnlyList<AttackObject> similar)
    {
        Href = href;
        Word = word;
        Lookup = lookup;
        Similar = similar;
    }

    internal KnowledgeHref Href { get; }

    internal string Word { get; }

    internal ObjectLookup Lookup { get; }

    internal IReadOnlyList<AttackObject> Similar { get; }
}
