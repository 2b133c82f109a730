using Merlon.Web.Api;
using Microsoft.Extensions.DependencyInjection;

namespace Merlon.Web.Tests;

/// <summary>The API's description of a served Merlon.</summary>
static class ServedDescription
{
    /// <summary>As the server made it.</summary>
    public static Task<ApiDescription> DescriptionAsync(this ServedMerlon served) => served.Server.Services.GetRequiredService<ApiDocument>().DescribeAsync();
}
