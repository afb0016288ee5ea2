using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Rendering;

/// <summary>Chooses the media of a material that a placement takes; what is left out is a finding.</summary>
internal static class MediaChooser
{
    internal static IReadOnlyList<RenditionMedia> Choose(RenderRequest request, List<Problem> problems)
    {
        var profile = request.Placement.Media;
        if (profile.MaximumImages == 0 && profile.MaximumVideos == 0 && profile.MinimumItems == 0) return [];
        var chosen = new List<RenditionMedia>();
        var (images, videos) = (0, 0);
        foreach (var media in request.Material.Media)
        {
            var file = media.File;
            var fits = file.IsImage ? images < profile.MaximumImages && file.Length <= (profile.MaximumImageBytes ?? long.MaxValue)
                : file.IsVideo && videos < profile.MaximumVideos && file.Length <= (profile.MaximumVideoBytes ?? long.MaxValue)
                    && (file.Duration ?? TimeSpan.Zero) <= (profile.MaximumDuration ?? TimeSpan.MaxValue);
            if (!fits || (profile.ContentTypes.Count > 0 && !profile.ContentTypes.Contains(file.ContentType, StringComparer.OrdinalIgnoreCase)))
            {
                problems.Add(new Problem
                {
                    Code = RenderingProblems.MediaLeftOut,
                    Severity = Severity.Information,
                    Place = StandardRenderer.At(request),
                    Arguments = [request.Material.Id, StandardRenderer.Place(request), file.Path],
                });
                continue;
            }

            if (file.IsImage) images++;
            else videos++;
            chosen.Add(new RenditionMedia { File = file, AltText = media.AltText, Captions = media.Captions, Transcript = media.Transcript, Credit = media.Credit });
        }

        if (chosen.Count < profile.MinimumItems)
            problems.Add(Problem.Error(RenderingProblems.MediaRequired, StandardRenderer.At(request), request.Material.Id, StandardRenderer.Place(request)));
        return chosen;
    }
}
