export default function (config) {
  config.addPassthroughCopy({ static: "/" });
  config.addCollection("lessons", (api) => {
    const courses = {};
    for (const item of api.getAll()) {
      if (item.data.layout === "lesson.njk") (courses[item.data.course] ??= []).push(item);
    }
    for (const lessons of Object.values(courses)) lessons.sort((a, b) => a.data.weight - b.data.weight);
    return courses;
  });
  config.addCollection("courses", (api) => {
    const found = api.getAll().filter((item) => item.data.layout === "course.njk");
    found.sort((a, b) => a.data.weight - b.data.weight);
    return Object.fromEntries(found.map((item) => [item.data.course, item]));
  });
  return {
    dir: { input: "content", includes: "../_includes", output: "_site" },
    markdownTemplateEngine: false,
  };
}
