using Merlon.Web.Serving;

namespace Merlon.Web.App.Matrix;

/// <summary>The matrix with any layer or assessment over it.</summary>
static class MatrixArea
{
    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        routes.MapGet("/matrix", static context => AppPage.Of<MatrixPage>("Matrix", "matrix").AnswerAsync(context)).For(TeamRole.Viewer).ExcludeFromDescription();
    }
}
