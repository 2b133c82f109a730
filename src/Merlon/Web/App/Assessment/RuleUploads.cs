using Merlon.Web.Serving;

namespace Merlon.Web.App.Assessment;

/// <summary>Sigma rules that somebody brings along: kept in a folder of the organisation, which the file then names.</summary>
static class RuleUploads
{
    /// <summary>Largest rule file that is taken, in bytes.</summary>
    public const int RuleBytesMax = 1024 * 1024;

    /// <summary>Most rule files of one upload.</summary>
    public const int RulesMax = 500;

    /// <summary>Largest upload, in bytes.</summary>
    public const long UploadBytesMax = 64L * 1024 * 1024;

    /// <summary>Folder of uploaded rules, beside the organisation file.</summary>
    public const string Folder = "rules";

    /// <summary>Most folders that are offered.</summary>
    const int FoldersMax = 200;

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, OrganisationDesk desk)
        => routes.MapPost("/api/v1/organisation/rule-files", (HttpContext context, CancellationToken _) => UploadAsync(desk, context)).For(TeamRole.Analyst).Accepts<IFormFile>("multipart/form-data").WithTags("Organisation").WithName("UploadOrganisationRules")
            .WithSummary("Keeps Sigma rules (multipart, .yml or .yaml) in the organisation's rules folder, and names it in the file as deployed.");

    /// <summary>Folders below the organisation's that hold YAML files beside its own, relative to it.</summary>
    public static IReadOnlyList<string> FoldersOf(ServedWorkspace served)
    {
        var home = HomeOf(served);
        if (!Directory.Exists(home))
        {
            return [];
        }

        EnumerationOptions options = new() { RecurseSubdirectories = true, MaxRecursionDepth = 3, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.ReparsePoint };
        return
        [
            .. Directory.EnumerateFiles(home, "*.yml", options).Select(file => Path.GetRelativePath(home, Path.GetDirectoryName(file) ?? home).Replace('\\', '/'))
                .Where(static folder => folder != "." && !folder.Split('/').Any(static part => part.StartsWith('.'))).Select(static folder => folder.Split('/')[0])
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(FoldersMax),
        ];
    }

    static string HomeOf(ServedWorkspace served) => served.OrganisationFolder;

    static async Task UploadAsync(OrganisationDesk desk, HttpContext context)
    {
        if (context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = UploadBytesMax;
        }

        var form = await context.Request.ReadFormAsync(new Microsoft.AspNetCore.Http.Features.FormOptions { MultipartBodyLengthLimit = UploadBytesMax, ValueCountLimit = GuideRoutes.FormFieldsMax }, context.RequestAborted);
        if (form.Files.Count is 0 or > RulesMax)
        {
            throw new InvalidDataException($"choose 1 to {RulesMax} rule files");
        }

        var folder = Path.Combine(HomeOf(desk.Served), Folder);
        Directory.CreateDirectory(folder);
        foreach (var file in form.Files)
        {
            var name = NameOf(file.FileName);
            if (file.Length > RuleBytesMax)
            {
                throw new InvalidDataException($"{name} is larger than {RuleBytesMax} bytes");
            }

            var temporary = Path.Combine(folder, $".{name}.{Path.GetRandomFileName()}");
            await using (var target = File.Create(temporary))
            {
                await file.CopyToAsync(target, context.RequestAborted);
            }

            File.Move(temporary, Path.Combine(folder, name), overwrite: true);
        }

        if (desk.Served.Settings.Database is not null)
        {
            await desk.Served.WriteAsync(static _ => Task.FromResult(true), context.RequestAborted); // the other servers have them before this is acknowledged
        }

        desk.Served.Changed();
        if (desk.Read().IsThere)
        {
            await desk.NameRulesAsync(Folder, context.Caller());
        }

        if (context.Request.Headers.Accept.ToString().Contains("json", StringComparison.Ordinal))
        {
            await Api.Answer.Json(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("kept", form.Files.Count);
                json.WriteString("folder", Folder);
                json.WriteEndObject();
            }).ExecuteAsync(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = $"{GuideRoutes.Address}/rules";
    }

    // A name and nothing else: letters, digits and a few signs, so that it is the same on every system and leads nowhere.
    static string NameOf(string given)
    {
        var name = given[(given.LastIndexOfAny(['/', '\\']) + 1)..];
        var safe = string.Concat(name.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_')).TrimStart('.');
        return Path.GetExtension(safe).ToLowerInvariant() is ".yml" or ".yaml" && safe.Length is > 4 and <= 120 ? safe
            : throw new InvalidDataException("a rule file ends with .yml or .yaml and has a name of at most 120 characters");
    }
}
