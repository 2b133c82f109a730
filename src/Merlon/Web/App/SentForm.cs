using Merlon.Web.App.People;
using Merlon.Web.Serving;

namespace Merlon.Web.App;

/// <summary>
/// What somebody wrote into a form that was not taken because their session had ended, or because the page was older than it: shown again on the page that says so, so that nothing is lost. Passwords,
/// keys and files are not among it.
/// </summary>
/// <param name="Action">Where the form goes: the path that was asked for.</param>
/// <param name="Fields">Names and values as they were sent.</param>
/// <param name="IsWhole">False when something was left out, so that sending the rest again would not do.</param>
public sealed record SentForm(string Action, IReadOnlyList<KeyValuePair<string, string>> Fields, bool IsWhole)
{
    /// <summary>Largest form that is kept, in bytes of its body, and most of its fields.</summary>
    public const int BytesMax = 256 * 1024, FieldsMax = 400;

    /// <summary>Values that are shown as they were written: longer than this, or with a space. Others are ids, choices and paths.</summary>
    const int TextCharsMin = 24;

    /// <summary>Fields that no page shows again.</summary>
    static readonly string[] Secrets = ["password", "again", "current", "passphrase", "key", "link", "secret"];

    /// <summary>What somebody wrote in their own words.</summary>
    public IEnumerable<KeyValuePair<string, string>> Texts => Fields.Where(IsText);

    /// <summary>Ids, choices and other small values beside them.</summary>
    public IEnumerable<KeyValuePair<string, string>> Values => Fields.Where(static one => !IsText(one));

    /// <summary>The form of a request that a page of ours sent, as the browser itself says; null for every other request.</summary>
    public static async Task<SentForm?> OfAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || request.ContentLength is not (> 0 and <= BytesMax) || !request.HasFormContentType || !FormKeys.IsSurelyFromHere(context)
            || context.GetEndpoint()?.Metadata.GetMetadata<AccessRule>() is not { Least: > TeamRole.Nobody })
        {
            return null;
        }

        try
        {
            var form = await request.ReadFormAsync(context.RequestAborted);
            var kept = form.Where(static field => field.Key != FormKeys.Field && !Secrets.Contains(field.Key, StringComparer.OrdinalIgnoreCase)).SelectMany(static field => field.Value.Select(value => KeyValuePair.Create(field.Key, value ?? ""))).ToList();
            var isWhole = form.Files.Count == 0 && kept.Count <= FieldsMax && !form.Any(static field => Secrets.Contains(field.Key, StringComparer.OrdinalIgnoreCase) && field.Value.ToString().Length > 0);
            return new SentForm(request.Path + request.QueryString, [.. kept.Take(FieldsMax)], isWhole);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return null; // it was no form after all
        }
    }

    static bool IsText(KeyValuePair<string, string> field) => (field.Value.Length >= TextCharsMin && !field.Value.StartsWith('/')) || field.Value.AsSpan().Trim().ContainsAny(' ', '\n');
}
