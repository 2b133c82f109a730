using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;

namespace Merlon.Web.Api;

/// <summary>Which part of a list is asked for: query parameters <c>offset</c> and <c>limit</c>.</summary>
/// <param name="Offset">Items to leave out, from 0.</param>
/// <param name="Limit">Items to answer with, 1 to <see cref="ItemsMax"/>.</param>
sealed record Paging(int Offset, int Limit)
{
    /// <summary>Most items of one answer.</summary>
    public const int ItemsMax = 500;

    /// <summary>Items of one answer when nobody says.</summary>
    public const int ItemsDefault = 50;

    /// <summary>What a request asks for.</summary>
    /// <exception cref="InvalidDataException">A number is not one, or out of range.</exception>
    public static ValueTask<Paging?> BindAsync(HttpContext context)
        => ValueTask.FromResult<Paging?>(new(Number(context.Request, "offset", 0, 0, int.MaxValue - ItemsMax), Number(context.Request, "limit", ItemsDefault, 1, ItemsMax)));

    /// <summary>The same request at another offset.</summary>
    public static string At(HttpRequest request, int offset)
    {
        var query = request.Query.Where(static pair => pair.Key != "offset").SelectMany(static pair => pair.Value, static (pair, value) => KeyValuePair.Create(pair.Key, value ?? ""))
            .Append(KeyValuePair.Create("offset", offset.ToString(CultureInfo.InvariantCulture)));
        return request.Path + new QueryBuilder(query).ToQueryString();
    }

    static int Number(HttpRequest request, string name, int otherwise, int least, int most)
    {
        var text = request.Query[name].ToString();
        return text.Length == 0 ? otherwise
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
            : throw new InvalidDataException($"{name} takes a whole number from {least} to {most}, not '{text}'");
    }
}
