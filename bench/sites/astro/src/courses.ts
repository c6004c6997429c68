import { getCollection } from "astro:content";

export const courseOf = (lesson) => lesson.id.split("/")[0];
export const urlOf = (lesson) => `/courses/${lesson.id}/`;

const byWeight = (a, b) => a.data.weight - b.data.weight;

export async function lessonsByCourse() {
  const found = new Map();
  for (const lesson of (await getCollection("lessons")).sort(byWeight)) {
    const course = courseOf(lesson);
    if (!found.has(course)) found.set(course, []);
    found.get(course).push(lesson);
  }
  return found;
}

export async function courses() {
  return (await getCollection("courses")).sort(byWeight);
}
